package io.bucky.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bucky.base.Parsed;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads and writes JSON as every wire of the product speaks it.
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxStringLength(8 << 20)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .changeDefaultPropertyInclusion(_ ->
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /// The mapper itself, for code that streams.
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /// Reads foreign text into a tree.
  public static Parsed<JsonNode> parse(String text) {
    try {
      JsonNode tree = MAPPER.readTree(text);
      return tree.isMissingNode() ? Parsed.malformed("empty text is not JSON") : Parsed.ok(tree);
    } catch (JacksonException e) {
      return Parsed.malformed(reason(e));
    }
  }

  /// Reads foreign UTF-8 bytes into a tree.
  public static Parsed<JsonNode> parse(byte[] bytes) {
    try {
      JsonNode tree = MAPPER.readTree(bytes);
      return tree.isMissingNode() ? Parsed.malformed("empty text is not JSON") : Parsed.ok(tree);
    } catch (JacksonException e) {
      return Parsed.malformed(reason(e));
    }
  }

  /// Reads foreign text into a record; a check in the record's constructor that fails makes the
  /// text malformed.
  public static <T> Parsed<T> read(String text, Class<T> type) {
    return parse(text).flatMap(tree -> read(tree, type));
  }

  /// Reads a tree into a record.
  public static <T> Parsed<T> read(JsonNode tree, Class<T> type) {
    try {
      T value = MAPPER.treeToValue(tree, type);
      return value == null ? Parsed.malformed("null") : Parsed.ok(value);
    } catch (JacksonException | IllegalArgumentException e) {
      return Parsed.malformed(reason(e));
    }
  }

  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  public static byte[] writeBytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// What a record's own check said, without how the mapper came to call it.
  private static String reason(RuntimeException e) {
    String text = e.getMessage();
    if (e.getCause() instanceof IllegalArgumentException check && check.getMessage() != null) {
      text = check.getMessage();
    } else if (e instanceof JacksonException wrong) {
      text = wrong.getOriginalMessage();
    }
    return text == null ? "malformed" : text.lines().findFirst().orElse("malformed");
  }
}
