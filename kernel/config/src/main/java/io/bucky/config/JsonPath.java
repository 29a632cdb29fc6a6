package io.bucky.config;

import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Changes members of a stored JSON value: `/a/b`, `a/"b/c"/0`.
///
/// A path is split at `/` outside double quotes (`\"` and `\\` inside them); segments are trimmed
/// and empty ones dropped. Missing objects on the way are created. In an array a segment is an
/// index from 0; the index after the last appends. Everything that does not fit is an answer,
/// nothing throws.
public final class JsonPath {
  static final int SEGMENTS_MAX = 32;
  private static final ObjectReader EXACT =
      Json.mapper().reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private JsonPath() {}

  /// Applies all `changes` to the JSON text `stored`, in the order of their paths.
  ///
  /// @param changes path to JSON text; an empty one removes the member, and succeeds if there is
  ///   none
  /// @return the new JSON text
  public static Parsed<String> change(String stored, SortedMap<String, Optional<String>> changes) {
    Parsed<JsonNode> tree = parse(stored);
    if (tree instanceof Parsed.Malformed<JsonNode>(var why)) {
      return Parsed.malformed("the stored value is not JSON: " + why);
    }
    for (Map.Entry<String, Optional<String>> change : changes.entrySet()) {
      tree = tree.flatMap(node -> change(node, change.getKey(), change.getValue()));
    }
    return tree.map(JsonNode::toString);
  }

  /// Sets one member.
  public static Parsed<String> set(String stored, String path, String value) {
    return change(stored, new java.util.TreeMap<>(Map.of(path, Optional.of(value))));
  }

  /// Removes one member.
  public static Parsed<String> remove(String stored, String path) {
    return change(stored, new java.util.TreeMap<>(Map.of(path, Optional.empty())));
  }

  /// The segments of a path.
  static Parsed<List<String>> segments(String path) {
    var segments = new ArrayList<String>();
    var segment = new StringBuilder();
    boolean quoted = false;
    boolean wasQuoted = false;
    for (int i = 0; i <= path.length(); i++) {
      char c = i == path.length() ? '/' : path.charAt(i);
      if (i == path.length() && quoted) {
        return Parsed.malformed("the path '" + path + "' opens a quote and does not close it");
      }
      if (quoted && c == '\\' && i + 1 < path.length()) {
        char next = path.charAt(i + 1);
        if (next == '"' || next == '\\') {
          i++;
          c = next;
        }
        segment.append(c);
      } else if (c == '"') {
        quoted = !quoted;
        wasQuoted = true;
      } else if (c == '/' && !quoted) {
        String text = wasQuoted ? segment.toString() : segment.toString().trim();
        if (!text.isEmpty()) {
          segments.add(text);
        }
        segment.setLength(0);
        wasQuoted = false;
      } else if (quoted || !wasQuoted || !Character.isWhitespace(c)) {
        segment.append(c);
      }
    }
    return segments.size() > SEGMENTS_MAX
        ? Parsed.malformed("a path has at most " + SEGMENTS_MAX + " segments")
        : Parsed.ok(List.copyOf(segments));
  }

  private static Parsed<JsonNode> change(JsonNode root, String path, Optional<String> value) {
    return segments(path)
        .flatMap(segments ->
            value.isEmpty()
                ? removed(root, segments)
                : parse(value.get())
                    .flatMap(node ->
                        segments.isEmpty() ? Parsed.ok(node) : placed(root, segments, node)));
  }

  private static Parsed<JsonNode> parse(String text) {
    try {
      JsonNode node = EXACT.readTree(text);
      return node.isMissingNode() ? Parsed.malformed("empty text is not JSON") : Parsed.ok(node);
    } catch (JacksonException e) {
      String why = e.getOriginalMessage();
      return Parsed.malformed(why == null ? "malformed" : why.lines().findFirst().orElse(""));
    } catch (NumberFormatException _) { // what the reader lets through of an absurd exponent
      return Parsed.malformed("a number is out of range");
    }
  }

  private static Parsed<JsonNode> placed(JsonNode root, List<String> segments, JsonNode value) {
    JsonNode node = root;
    for (int i = 0; ; i++) {
      String segment = segments.get(i);
      boolean last = i == segments.size() - 1;
      switch (node) {
        case ObjectNode object -> {
          if (last) {
            object.set(segment, value);
            return Parsed.ok(root);
          }
          JsonNode child = object.get(segment);
          node = child == null ? object.putObject(segment) : child;
        }
        case ArrayNode array -> {
          int index = index(segment);
          if (index < 0 || index > array.size()) {
            return notAnIndex(segments, i, array.size());
          }
          if (last) {
            if (index == array.size()) {
              array.add(value);
            } else {
              array.set(index, value);
            }
            return Parsed.ok(root);
          }
          node = index == array.size() ? array.addObject() : array.get(index);
        }
        default -> {
          return notAContainer(segments, i, node);
        }
      }
    }
  }

  private static Parsed<JsonNode> removed(JsonNode root, List<String> segments) {
    if (segments.isEmpty()) {
      return Parsed.malformed("an empty path is the whole value: remove the key instead");
    }
    JsonNode node = root;
    for (int i = 0; ; i++) {
      String segment = segments.get(i);
      boolean last = i == segments.size() - 1;
      switch (node) {
        case ObjectNode object -> {
          JsonNode child = last ? object.remove(segment) : object.get(segment);
          if (last || child == null) {
            return Parsed.ok(root);
          }
          node = child;
        }
        case ArrayNode array -> {
          int index = index(segment);
          if (index < 0) {
            return notAnIndex(segments, i, array.size());
          }
          if (index >= array.size()) {
            return Parsed.ok(root);
          }
          if (last) {
            array.remove(index);
            return Parsed.ok(root);
          }
          node = array.get(index);
        }
        default -> {
          return notAContainer(segments, i, node);
        }
      }
    }
  }

  private static int index(String segment) {
    boolean digits =
        !segment.isEmpty()
            && segment.length() <= 7
            && segment.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Integer.parseInt(segment) : -1;
  }

  private static Parsed<JsonNode> notAnIndex(List<String> segments, int at, int size) {
    return Parsed.malformed(
        "'%s' in path /%s is not an index of an array with %d items"
            .formatted(segments.get(at), String.join("/", segments), size));
  }

  private static Parsed<JsonNode> notAContainer(List<String> segments, int at, JsonNode node) {
    String where = at == 0 ? "the value" : "/" + String.join("/", segments.subList(0, at));
    return Parsed.malformed(
        "%s is a %s: nothing can be set below it"
            .formatted(where, node.getNodeType().name().toLowerCase(java.util.Locale.ROOT)));
  }
}
