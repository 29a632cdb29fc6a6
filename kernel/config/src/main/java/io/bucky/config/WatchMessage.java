package io.bucky.config;

import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One line of a watch stream. Layout: docs/formats/system-config.md.
public sealed interface WatchMessage {
  /// @param changes those that the watcher may read
  record Changes(List<Change> changes, long upTo) implements WatchMessage {
    public Changes {
      changes = List.copyOf(changes);
    }
  }

  /// Nothing happened that the watcher may read.
  record Keepalive(long upTo) implements WatchMessage {}

  /// The history does not reach back so far; the stream ends.
  record Compacted(long oldest) implements WatchMessage {}

  /// The stream ends for another reason: `expired` when the token's time is over, `closing` when
  /// the service stops, `denied` when the prefix may no longer be read.
  record Ended(String reason) implements WatchMessage {}

  /// One line without its end.
  default String line() {
    ObjectNode line = Json.object();
    switch (this) {
      case Changes(var changes, var upTo) -> {
        line.put("type", "changes").put("up_to", upTo);
        ArrayNode list = line.putArray("changes");
        for (Change change : changes) {
          ObjectNode node = list.addObject().put("key", change.key().text());
          change
              .value()
              .ifPresentOrElse(text -> node.put("value", text), () -> node.putNull("value"));
          node.put("version", change.version()).put("revision", change.revision());
        }
      }
      case Keepalive(var upTo) -> line.put("type", "keepalive").put("up_to", upTo);
      case Compacted(var oldest) -> line.put("type", "compacted").put("oldest", oldest);
      case Ended(var reason) -> line.put("type", "ended").put("reason", reason);
    }
    return line.toString();
  }

  static Parsed<WatchMessage> read(String line) {
    return Json.parse(line).flatMap(WatchMessage::read);
  }

  private static Parsed<WatchMessage> read(JsonNode line) {
    return switch (line.path("type").stringValue("")) {
      case "changes" -> changes(line);
      case "keepalive" -> number(line, "up_to").map(Keepalive::new);
      case "compacted" -> number(line, "oldest").map(Compacted::new);
      case "ended" -> Parsed.ok(new Ended(line.path("reason").stringValue("")));
      default -> Parsed.malformed("a watch line of unknown type");
    };
  }

  private static Parsed<WatchMessage> changes(JsonNode line) {
    var changes = new ArrayList<Change>();
    for (JsonNode node : line.path("changes")) {
      Parsed<ConfigKey> key = ConfigKey.parse(node.path("key").stringValue(""));
      Parsed<Long> version = number(node, "version");
      Parsed<Long> revision = number(node, "revision");
      JsonNode value = node.path("value");
      if (key instanceof Parsed.Ok<ConfigKey>(var k)
          && version instanceof Parsed.Ok<Long>(var v)
          && revision instanceof Parsed.Ok<Long>(var r)) {
        changes.add(
            new Change(
                r, k, value.isString() ? Optional.of(value.stringValue()) : Optional.empty(), v));
      } else {
        return Parsed.malformed("a change without key, version or revision");
      }
    }
    return number(line, "up_to").map(upTo -> new Changes(changes, upTo));
  }

  private static Parsed<Long> number(JsonNode node, String name) {
    JsonNode number = node.path(name);
    return number.isIntegralNumber() && number.canConvertToLong()
        ? Parsed.ok(number.longValue())
        : Parsed.malformed(name + " is not a number");
  }
}
