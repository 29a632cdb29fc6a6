package io.bucky.identity;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads members of foreign JSON: a member of another type is an absent one.
final class Claims {
  /// The end of the year 9999: what is later is not a moment that anyone meant.
  private static final long SECONDS_MAX = 253_402_300_799L;

  private Claims() {}

  static Optional<String> text(JsonNode object, String name) {
    JsonNode member = object.path(name);
    return member.isString() && !member.stringValue().isBlank()
        ? Optional.of(member.stringValue())
        : Optional.empty();
  }

  /// Text, or a whole number as decimal text.
  static Optional<String> textOrNumber(JsonNode object, String name) {
    JsonNode member = object.path(name);
    return member.isIntegralNumber()
        ? Optional.of(member.bigIntegerValue().toString())
        : text(object, name);
  }

  /// Text, or the first text of an array.
  static Optional<String> textOrFirst(JsonNode object, String name) {
    JsonNode member = object.path(name);
    if (member.isArray()) {
      for (JsonNode each : member) {
        if (each.isString()) {
          return Optional.of(each.stringValue());
        }
      }
    }
    return text(object, name);
  }

  static Optional<Instant> seconds(JsonNode object, String name) {
    JsonNode member = object.path(name);
    if (!member.isNumber()) {
      return Optional.empty();
    }
    double value = member.doubleValue();
    return value >= 0 && value <= SECONDS_MAX
        ? Optional.of(Instant.ofEpochSecond((long) value))
        : Optional.empty();
  }

  static Optional<Did> did(JsonNode object, String name) {
    return text(object, name).flatMap(text -> Did.parse(text).toOptional());
  }
}
