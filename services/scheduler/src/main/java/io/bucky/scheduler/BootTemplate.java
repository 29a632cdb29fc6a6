package io.bucky.scheduler;

import io.bucky.base.Parsed;
import io.bucky.config.ConfigKey;
import io.bucky.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a new zone starts with: a JSON object of keys to values, with `{{name}}` for what differs
/// between zones.
///
/// A text that is one placeholder becomes the value itself, number or text; a placeholder within a
/// text is replaced there. A value that is text is stored as it is, anything else as JSON text.
final class BootTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z_]+)}}");
  private static final String RESOURCE = "boot.template.json";

  private final JsonNode template;

  BootTemplate(JsonNode template) {
    this.template = template;
  }

  static BootTemplate standard() {
    try (InputStream in = BootTemplate.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      return new BootTemplate(Json.parse(in.readAllBytes()).orThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Malformed when a placeholder has no value.
  Parsed<SortedMap<ConfigKey, String>> fill(Map<String, JsonNode> values) {
    var filled = new TreeMap<ConfigKey, String>();
    try {
      template.forEachEntry((key, value) -> {
        JsonNode content = fill(value, values);
        filled.put(
            ConfigKey.of(fillText(key, values)),
            content.isString() ? content.stringValue() : Json.write(content));
      });
    } catch (IllegalArgumentException e) {
      return Parsed.malformed(String.valueOf(e.getMessage()));
    }
    return Parsed.ok(filled);
  }

  private static JsonNode fill(JsonNode node, Map<String, JsonNode> values) {
    return switch (node) {
      case ObjectNode object -> {
        var copy = Json.object();
        object.forEachEntry((name, value) -> copy.set(name, fill(value, values)));
        yield copy;
      }
      case ArrayNode array -> {
        var copy = JsonNodeFactory.instance.arrayNode();
        array.forEach(value -> copy.add(fill(value, values)));
        yield copy;
      }
      case JsonNode text when text.isString() -> {
        Matcher whole = PLACEHOLDER.matcher(text.stringValue());
        yield whole.matches()
            ? valueOf(whole.group(1), values)
            : JsonNodeFactory.instance.stringNode(fillText(text.stringValue(), values));
      }
      case JsonNode other -> other;
    };
  }

  private static String fillText(String text, Map<String, JsonNode> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(valueOf(found.group(1), values).asString("")));
  }

  private static JsonNode valueOf(String name, Map<String, JsonNode> values) {
    JsonNode value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no value for {{" + name + "}} in the boot template");
    }
    return value;
  }
}
