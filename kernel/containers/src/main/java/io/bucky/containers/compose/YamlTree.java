package io.bucky.containers.compose;

import io.bucky.base.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads YAML into maps, lists, texts and nulls: scalars stay as they are written, aliases and
/// merge keys (`<<`) are resolved, and neither depth nor aliases can make it grow without bound.
final class YamlTree {
  static final int BYTES_MAX = 1 << 20;
  private static final int NODES_MAX = 100_000;
  private static final int DEPTH_MAX = 40;
  private static final int CHARS_MAX = 8 << 20;
  private static final int KEY_CHARS_MAX = 1_024;
  private static final String MERGE = "<<";

  /// @param values keys in the order of the file
  record Root(Map<String, @Nullable Object> values) {}

  private int nodesLeft = NODES_MAX;
  private long charsLeft = CHARS_MAX;

  private YamlTree() {}

  /// The document's mapping.
  static Parsed<Root> parse(byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      return Parsed.malformed("the file is larger than " + (BYTES_MAX >> 20) + " MiB");
    }
    var settings =
        LoadSettings.builder()
            .setCodePointLimit(BYTES_MAX)
            .setMaxAliasesForCollections(1_000)
            .setAllowRecursiveKeys(false)
            .build();
    try {
      Optional<Node> root =
          new Compose(settings).composeString(new String(bytes, StandardCharsets.UTF_8));
      Object tree = root.isEmpty() ? null : new YamlTree().plain(root.get(), 0);
      if (tree instanceof Map<?, ?> map) {
        return Parsed.ok(new Root(texted(map)));
      }
      return Parsed.malformed("the file is not a mapping of keys to values");
    } catch (MarkedYamlEngineException e) {
      return Parsed.malformed("not readable as YAML: " + where(e) + e.getProblem());
    } catch (YamlEngineException | TooLarge | IllegalArgumentException e) { // a tag like !%6
      return Parsed.malformed("not readable as YAML: " + String.valueOf(e.getMessage()).strip());
    } catch (StackOverflowError e) {
      return Parsed.malformed("not readable as YAML: nested too deeply");
    }
  }

  private static String where(MarkedYamlEngineException e) {
    return e.getProblemMark()
        .map(at -> "line %d, column %d: ".formatted(at.getLine() + 1, at.getColumn() + 1))
        .orElse("");
  }

  private @Nullable Object plain(Node node, int depth) {
    if (--nodesLeft < 0) {
      throw new TooLarge("more than " + NODES_MAX + " values once its aliases are followed");
    }
    if (depth > DEPTH_MAX) {
      throw new TooLarge("nested deeper than " + DEPTH_MAX + " levels");
    }
    return switch (node) {
      case ScalarNode scalar -> {
        charsLeft -= scalar.getValue().length();
        if (charsLeft < 0) {
          throw new TooLarge("more than " + (CHARS_MAX >> 20) + " MiB once aliases are followed");
        }
        yield Tag.NULL.equals(scalar.getTag()) ? null : scalar.getValue();
      }
      case SequenceNode sequence -> {
        var items = new ArrayList<@Nullable Object>();
        for (Node item : sequence.getValue()) {
          items.add(plain(item, depth + 1));
        }
        yield items;
      }
      case MappingNode mapping -> map(mapping, depth);
      default -> throw new TooLarge("an unknown kind of value");
    };
  }

  private Map<String, @Nullable Object> map(MappingNode mapping, int depth) {
    var own = new LinkedHashMap<String, @Nullable Object>();
    var merged = new LinkedHashMap<String, @Nullable Object>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new TooLarge("a key that is not a text");
      }
      if (key.getValue().length() > KEY_CHARS_MAX) {
        throw new TooLarge("a key of more than " + KEY_CHARS_MAX + " characters");
      }
      Object value = plain(tuple.getValueNode(), depth + 1);
      if (key.getValue().equals(MERGE)) {
        merge(merged, value);
      } else if (own.containsKey(key.getValue())) {
        throw new TooLarge("the key '" + key.getValue() + "' stands there twice");
      } else {
        own.put(key.getValue(), value);
      }
    }
    merged.keySet().removeAll(own.keySet());
    merged.putAll(own);
    return merged;
  }

  /// The first of several merged mappings wins.
  private static void merge(Map<String, @Nullable Object> into, @Nullable Object value) {
    List<?> sources = value instanceof List<?> several ? several : List.of(orEmpty(value));
    for (Object source : sources) {
      if (!(source instanceof Map<?, ?> map)) {
        throw new TooLarge("a merge key that does not name a mapping");
      }
      texted(map).forEach(into::putIfAbsent);
    }
  }

  private static Object orEmpty(@Nullable Object value) {
    return value == null ? Map.of() : value;
  }

  static Map<String, @Nullable Object> texted(Map<?, ?> map) {
    var texted = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((key, value) -> texted.put(String.valueOf(key), value));
    return texted;
  }

  /// Ends a reading that would go on too long, or makes no sense.
  private static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLarge(String what) {
      super(what);
    }
  }
}
