package io.bucky.krpc;

import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;

/// One request as it came: `{"method":..., "params":..., "sys":[seq, token, trace]}`.
///
/// | member | rule |
/// |---|---|
/// | `method` | text, required |
/// | `params` | any JSON, required; bound to the method's request type while reading |
/// | `sys` | optional; `[seq]`, `[seq, token]` or `[seq, token, trace]`, later items ignored |
///
/// @param method the declared method, or its name when there is none
/// @param params bound, or why they do not fit
/// @param sequence unsigned 64 bits
/// @param token `sys[1]`
/// @param trace `sys[2]`
record Envelope(
    Target method, Params params, long sequence, Optional<String> token, Optional<String> trace) {
  /// The deepest JSON that is bound is limited by the mapper; this bounds a method's name.
  private static final int METHOD_CHARS_MAX = 128;

  private static final BigInteger SEQUENCE_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  /// What `method` names.
  sealed interface Target {
    record Known(BoundMethod<?, ?> method) implements Target {}

    record Unknown(String name) implements Target {}
  }

  /// The parameters after binding.
  sealed interface Params {
    record Bound(Object request) implements Params {}

    record Misfit(String why) implements Params {}
  }

  /// Reads one body. Binds the parameters straight from the bytes when `method` stands before
  /// `params`, as every client writes it, and through a tree otherwise.
  static Parsed<Envelope> read(byte[] body, Function<String, @Nullable BoundMethod<?, ?>> methods) {
    String wrong = notUtf8(body);
    if (wrong != null) {
      return Parsed.malformed(wrong);
    }
    try {
      Envelope straight = new Reading(methods).straight(body);
      return straight == null ? throughTree(body, methods) : Parsed.ok(straight);
    } catch (JacksonException e) {
      return throughTree(body, methods);
    }
  }

  /// The plain form of [#read]: slower, gives the same answers.
  static Parsed<Envelope> throughTree(
      byte[] body, Function<String, @Nullable BoundMethod<?, ?>> methods) {
    return switch (Json.parse(body)) {
      case Parsed.Malformed<JsonNode>(var why) -> Parsed.malformed(why);
      case Parsed.Ok<JsonNode>(var tree) -> fromTree(tree, methods);
    };
  }

  private static Parsed<Envelope> fromTree(
      JsonNode tree, Function<String, @Nullable BoundMethod<?, ?>> methods) {
    if (!tree.isObject()) {
      return Parsed.malformed("the request is not a JSON object");
    }
    JsonNode method = tree.get("method");
    JsonNode params = tree.get("params");
    if (method == null || !method.isString()) {
      return Parsed.malformed("method is missing or not text");
    }
    if (params == null) {
      return Parsed.malformed("params is missing");
    }
    JsonNode sys = tree.get("sys");
    boolean absent = sys == null || sys.isNull();
    if (!absent && (!sys.isArray() || sys.isEmpty())) {
      return Parsed.malformed("sys is not an array of at least one item");
    }
    JsonNode sequence = absent ? null : sys.get(0);
    if (sequence != null && !isSequence(sequence)) {
      return Parsed.malformed("sys[0] is not an unsigned integer");
    }
    for (int i = 1; !absent && i <= 2 && i < sys.size(); i++) {
      if (!sys.get(i).isNull() && !sys.get(i).isString()) {
        return Parsed.malformed("sys[" + i + "] is not text");
      }
    }
    var target = target(method.stringValue(), methods);
    return Parsed.ok(
        new Envelope(
            target,
            bind(target, params),
            sequence == null ? 0 : sequence.bigIntegerValue().longValue(),
            absent ? Optional.empty() : text(sys.get(1)),
            absent ? Optional.empty() : text(sys.get(2))));
  }

  private static boolean isSequence(JsonNode node) {
    return node.isIntegralNumber()
        && node.bigIntegerValue().signum() >= 0
        && node.bigIntegerValue().compareTo(SEQUENCE_MAX) <= 0;
  }

  private static Optional<String> text(@Nullable JsonNode node) {
    return node == null || !node.isString() ? Optional.empty() : nonEmpty(node.stringValue());
  }

  private static Optional<String> nonEmpty(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static Target target(String name, Function<String, @Nullable BoundMethod<?, ?>> methods) {
    BoundMethod<?, ?> known = methods.apply(name);
    return known == null
        ? new Target.Unknown(
            name.length() <= METHOD_CHARS_MAX ? name : name.substring(0, METHOD_CHARS_MAX))
        : new Target.Known(known);
  }

  private static Params bind(Target target, JsonNode params) {
    return switch (target) {
      case Target.Unknown _ -> new Params.Bound(None.NONE);
      case Target.Known(var method) ->
          switch (method.bind(params)) {
            case Parsed.Ok<? extends Object>(var request) -> new Params.Bound(request);
            case Parsed.Malformed<? extends Object>(var why) -> new Params.Misfit(why);
          };
    };
  }

  /// Why `body` cannot be UTF-8 JSON, or null. The JSON reader would guess at UTF-16 and UTF-32,
  /// both of which hold zero bytes, and lets some malformed sequences pass.
  private static @Nullable String notUtf8(byte[] body) {
    boolean ascii = true;
    for (byte b : body) {
      if (b == 0) {
        return "the body holds a zero byte";
      }
      ascii &= b > 0;
    }
    return ascii || Utf8.isValid(body) ? null : "the body is not UTF-8";
  }

  /// One pass over the bytes. Gives up with null, or a [JacksonException], where the plain form has
  /// to decide.
  private static final class Reading {
    private final Function<String, @Nullable BoundMethod<?, ?>> methods;
    private @Nullable Target target;
    private @Nullable Params params;
    private long sequence;
    private Optional<String> token = Optional.empty();
    private Optional<String> trace = Optional.empty();

    Reading(Function<String, @Nullable BoundMethod<?, ?>> methods) {
      this.methods = methods;
    }

    @Nullable Envelope straight(byte[] body) {
      try (JsonParser in =
          Json.mapper().tokenStreamFactory().createParser(ObjectReadContext.empty(), body)) {
        if (in.nextToken() != JsonToken.START_OBJECT) {
          return null;
        }
        for (String name = in.nextName(); name != null; name = in.nextName()) {
          boolean understood =
              switch (name) {
                case "method" -> method(in);
                case "params" -> params(in);
                case "sys" -> sys(in);
                default -> skip(in);
              };
          if (!understood) {
            return null;
          }
        }
        Target method = target;
        Params bound = params;
        return in.currentToken() != JsonToken.END_OBJECT
                || in.nextToken() != null
                || method == null
                || bound == null
            ? null
            : new Envelope(method, bound, sequence, token, trace);
      }
    }

    private boolean method(JsonParser in) {
      if (in.nextToken() != JsonToken.VALUE_STRING) {
        return false;
      }
      target = target(in.getString(), methods);
      return true;
    }

    private boolean params(JsonParser in) {
      Target method = target;
      if (method == null) {
        return false;
      }
      in.nextToken();
      switch (method) {
        case Target.Unknown _ -> {
          in.skipChildren();
          params = new Params.Bound(None.NONE);
        }
        case Target.Known(var known) -> {
          Object request = known.bindStraight(in);
          if (request == null) {
            return false;
          }
          params = new Params.Bound(request);
        }
      }
      return true;
    }

    private boolean sys(JsonParser in) {
      if (in.nextToken() != JsonToken.START_ARRAY
          || in.nextToken() != JsonToken.VALUE_NUMBER_INT
          || in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        return false;
      }
      sequence = in.getLongValue();
      if (sequence < 0) {
        return false;
      }
      int index = 1;
      for (JsonToken item = in.nextToken(); item != JsonToken.END_ARRAY; item = in.nextToken()) {
        if (item == null) {
          return false;
        }
        if (index > 2) {
          in.skipChildren();
        } else if (item == JsonToken.VALUE_STRING) {
          var text = nonEmpty(in.getString());
          if (index == 1) {
            token = text;
          } else {
            trace = text;
          }
        } else if (item != JsonToken.VALUE_NULL) {
          return false;
        }
        index++;
      }
      return true;
    }

    private static boolean skip(JsonParser in) {
      in.nextToken();
      in.skipChildren();
      return true;
    }
  }
}
