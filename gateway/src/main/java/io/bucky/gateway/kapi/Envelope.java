package io.bucky.gateway.kapi;

import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.io.InputStream;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The parts of a kRPC request that decide whether it may pass.
///
/// @param sequence `sys[0]`, 0 when absent
/// @param token `sys[1]`
/// @param trace `sys[2]`
public record Envelope(
    String method, long sequence, Optional<String> token, Optional<String> trace) {

  /// Reads the envelope without keeping `params`. A member given twice is malformed, so that the
  /// service behind cannot read another one.
  public static Parsed<Envelope> scan(InputStream body) {
    try (JsonParser json = Json.mapper().createParser(body)) {
      return new Scan(json).read();
    } catch (JacksonException e) {
      return Parsed.malformed("the body is not a JSON object");
    }
  }

  private static final class Scan {
    private final JsonParser json;
    private Optional<String> method = Optional.empty();
    private Optional<String> token = Optional.empty();
    private Optional<String> trace = Optional.empty();
    private long sequence;
    private boolean params;
    private Optional<String> wrong = Optional.empty();

    Scan(JsonParser json) {
      this.json = json;
    }

    Parsed<Envelope> read() {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Parsed.malformed("the body is not a JSON object");
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        member(json.currentName());
      }
      if (json.nextToken() != null) {
        return Parsed.malformed("there is text after the JSON object");
      }
      if (wrong.isPresent()) {
        return Parsed.malformed(wrong.get());
      }
      if (method.isEmpty()) {
        return Parsed.malformed("`method` is missing");
      }
      return params
          ? Parsed.ok(new Envelope(method.get(), sequence, token, trace))
          : Parsed.malformed("`params` is missing");
    }

    private void member(String name) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "method" -> {
          if (value == JsonToken.VALUE_STRING) {
            method = Optional.of(json.getString());
          } else {
            refuse("`method` is not a text");
          }
        }
        case "sys" -> sys(value);
        case "params" -> {
          params = true;
          json.skipChildren();
        }
        default -> json.skipChildren();
      }
    }

    private void sys(JsonToken value) {
      if (value == JsonToken.VALUE_NULL) {
        return;
      }
      if (value != JsonToken.START_ARRAY) {
        refuse("`sys` is not an array");
        json.skipChildren();
        return;
      }
      int index = 0;
      for (JsonToken item = json.nextToken();
          item != JsonToken.END_ARRAY && item != null;
          item = json.nextToken()) {
        switch (index++) {
          case 0 -> sequence(item);
          case 1 -> token = text(item);
          case 2 -> trace = text(item);
          default -> json.skipChildren();
        }
      }
    }

    private void sequence(JsonToken item) {
      if (item == JsonToken.VALUE_NUMBER_INT
          && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
          && json.getLongValue() >= 0) {
        sequence = json.getLongValue();
      } else {
        refuse("`sys[0]` is not a sequence number");
        json.skipChildren();
      }
    }

    private Optional<String> text(JsonToken item) {
      if (item == JsonToken.VALUE_STRING) {
        return Optional.of(json.getString());
      }
      if (item != JsonToken.VALUE_NULL) {
        refuse("`sys` holds something that is neither text nor null");
        json.skipChildren();
      }
      return Optional.empty();
    }

    private void refuse(String why) {
      wrong = wrong.isPresent() ? wrong : Optional.of(why);
    }
  }
}
