package io.bucky.krpc;

import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.databind.JsonNode;

/// The client's half of the envelope, for every transport.
public final class CallBytes {
  private static final int USUAL_BYTES = 512;
  private static final int HINT_CHARS_MAX = 200;

  private CallBytes() {}

  /// `{"method":..., "params":..., "sys":[seq, token, trace]}`, as short as token and trace allow.
  public static <Q> byte[] request(
      Method<Q, ?> method,
      Q request,
      long sequence,
      Optional<String> token,
      Optional<String> trace) {
    var bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator out =
        Json.mapper().tokenStreamFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
      out.writeStartObject();
      out.writeStringProperty("method", method.name());
      out.writeName("params");
      if (request instanceof None) {
        out.writeStartObject();
        out.writeEndObject();
      } else {
        Json.mapper().writer().writeValue(out, request);
      }
      out.writeName("sys");
      out.writeStartArray();
      out.writeNumber(sequence);
      if (token.isPresent()) {
        out.writeString(token.get());
      } else if (trace.isPresent()) {
        out.writeNull();
      }
      trace.ifPresent(out::writeString);
      out.writeEndArray();
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /// What the service answered.
  public static <R> Answer<R> answer(Method<?, R> method, long sequence, byte[] body) {
    return switch (Json.parse(body)) {
      case Parsed.Malformed<JsonNode>(var why) ->
          new Answer.Unreachable<>("the answer is not JSON: " + why);
      case Parsed.Ok<JsonNode>(var tree) -> answer(method, sequence, tree);
    };
  }

  private static <R> Answer<R> answer(Method<?, R> method, long sequence, JsonNode tree) {
    JsonNode sys = tree.get("sys");
    if (sys != null && !sys.isNull()) {
      if (!sys.isArray() || !sys.path(0).isIntegralNumber()) {
        return new Answer.Unreachable<>("the answer's sys is not of kRPC");
      }
      if (sys.get(0).asLong() != sequence) {
        return new Answer.Unreachable<>("the answer belongs to another call");
      }
    }
    JsonNode error = tree.get("error");
    if (error != null && error.isString() && !error.stringValue().isEmpty()) {
      return new Answer.Refused<>(Problem.read(error.stringValue()));
    }
    JsonNode result = tree.get("result");
    if (result == null) {
      return new Answer.Unreachable<>("the answer has neither result nor error");
    }
    return result(method, result);
  }

  private static <R> Answer<R> result(Method<?, R> method, JsonNode result) {
    Class<R> type = method.result();
    if (type == None.class) {
      return new Answer.Ok<>(type.cast(None.NONE));
    }
    if (type == JsonNode.class) {
      return new Answer.Ok<>(type.cast(result));
    }
    return switch (Json.read(result, type)) {
      case Parsed.Ok<R>(var value) -> new Answer.Ok<>(value);
      case Parsed.Malformed<R>(var why) ->
          new Answer.Unreachable<>(
              "the result of " + method.name() + " is of another shape: " + why);
    };
  }

  /// Where a service answers below `base`.
  public static URI address(URI base, String service) {
    String segment = service.equals("system-config") ? "system_config" : service;
    String text = base.toString();
    return URI.create((text.endsWith("/") ? text : text + "/") + "kapi/" + segment);
  }

  /// The beginning of an unexpected body, for a message.
  public static String hint(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return text.isEmpty()
        ? ""
        : ": " + (text.length() <= HINT_CHARS_MAX ? text : text.substring(0, HINT_CHARS_MAX));
  }
}
