package io.bucky.config;

import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Transactions as the wire spells them: `actions` and `main_key`.
public final class WireActions {
  private WireActions() {}

  static ConfigApi.Actions write(Transaction transaction) {
    ObjectNode actions = Json.object();
    for (Mutation mutation : transaction.mutations()) {
      actions.set(mutation.key().text(), action(mutation));
    }
    Optional<JsonNode> mainKey =
        transaction
            .guard()
            .map(guard ->
                Json.object().put("key", guard.key().text()).put("revision", guard.version()));
    return new ConfigApi.Actions(Optional.of(actions), mainKey);
  }

  private static ObjectNode action(Mutation mutation) {
    ObjectNode node = Json.object();
    return switch (mutation) {
      case Mutation.Create(var _, var value) -> node.put("action", "create").put("value", value);
      case Mutation.Set(var _, var value) -> node.put("action", "update").put("value", value);
      case Mutation.Append(var _, var value) -> node.put("action", "append").put("value", value);
      case Mutation.Remove _ -> node.put("action", "remove");
      case Mutation.Delete _ -> node.put("action", "delete");
      case Mutation.SetByPath(var _, var changes) -> {
        ObjectNode all = node.put("action", "set_by_path").putObject("all_text");
        changes.forEach((path, value) ->
            value.ifPresentOrElse(text -> all.put(path, text), () -> all.putNull(path)));
        yield node;
      }
    };
  }

  /// Reads what a client sent. A key that appears in two spellings counts as the last one says.
  public static Parsed<Transaction> read(ConfigApi.Actions wire) {
    if (wire.actions().isEmpty() || !(wire.actions().get() instanceof ObjectNode actions)) {
      return Parsed.malformed("Missing actions");
    }
    if (actions.size() > Transaction.MUTATIONS_MAX) {
      return Parsed.malformed(
          "a transaction has at most " + Transaction.MUTATIONS_MAX + " actions");
    }
    var mutations = new LinkedHashMap<ConfigKey, Mutation>();
    for (Map.Entry<String, JsonNode> entry : actions.properties()) {
      Parsed<Mutation> mutation =
          ConfigKey.parse(entry.getKey()).flatMap(key -> mutation(key, entry.getValue()));
      switch (mutation) {
        case Parsed.Ok<Mutation>(var read) -> mutations.put(read.key(), read);
        case Parsed.Malformed<Mutation>(var why) -> {
          return Parsed.malformed(why);
        }
      }
    }
    if (wire.mainKey().isEmpty()) {
      return Parsed.ok(new Transaction(List.copyOf(mutations.values()), Optional.empty()));
    }
    return guard(wire.mainKey().get())
        .map(guard -> Transaction.guarded(guard, List.copyOf(mutations.values())));
  }

  private static Parsed<Mutation> mutation(ConfigKey key, JsonNode action) {
    String type = action.path("action").stringValue("");
    JsonNode value = action.path("value");
    return switch (type) {
      case "create" -> text(key, value).map(text -> new Mutation.Create(key, text));
      case "update" -> text(key, value).map(text -> new Mutation.Set(key, text));
      case "append" -> text(key, value).map(text -> new Mutation.Append(key, text));
      case "set_by_path" -> paths(key, action);
      case "remove" -> Parsed.ok(new Mutation.Remove(key));
      case "delete" -> Parsed.ok(new Mutation.Delete(key));
      default -> Parsed.malformed("Unknown action type: " + type);
    };
  }

  private static Parsed<String> text(ConfigKey key, JsonNode value) {
    return value.isString()
        ? Parsed.ok(value.stringValue())
        : Parsed.malformed("the value of an action on " + key + " is not text");
  }

  /// `all_set` maps paths to JSON values, of which null removes. `all_text`, which our client
  /// sends, maps paths to JSON text, so that null can be stored too.
  private static Parsed<Mutation> paths(ConfigKey key, JsonNode action) {
    JsonNode values = action.path("all_set");
    JsonNode texts = action.path("all_text");
    if (!values.isObject() && !texts.isObject()) {
      return Parsed.malformed("all_set of an action on " + key + " is not an object");
    }
    var changes = new TreeMap<String, Optional<String>>();
    for (Map.Entry<String, JsonNode> member : values.properties()) {
      JsonNode value = member.getValue();
      changes.put(
          member.getKey(), value.isNull() ? Optional.empty() : Optional.of(value.toString()));
    }
    for (Map.Entry<String, JsonNode> member : texts.properties()) {
      JsonNode text = member.getValue();
      if (!text.isNull() && !text.isString()) {
        return Parsed.malformed("all_text of an action on " + key + " holds more than text");
      }
      changes.put(
          member.getKey(), text.isNull() ? Optional.empty() : Optional.of(text.stringValue()));
    }
    return Parsed.ok(new Mutation.SetByPath(key, changes));
  }

  private static Parsed<Transaction.Guard> guard(JsonNode mainKey) {
    if (mainKey.isString()) {
      String text = mainKey.stringValue();
      int colon = text.lastIndexOf(':');
      if (colon < 0) {
        return Parsed.malformed("main_key is not <key>:<revision>");
      }
      return guard(text.substring(0, colon), text.substring(colon + 1));
    }
    JsonNode revision = mainKey.path("revision");
    return mainKey.path("key").isString() && revision.isIntegralNumber()
        ? guard(mainKey.path("key").stringValue(), revision.toString())
        : Parsed.malformed("main_key is not {\"key\", \"revision\"}");
  }

  private static Parsed<Transaction.Guard> guard(String key, String revision) {
    boolean digits =
        !revision.isEmpty()
            && revision.length() <= 18
            && revision.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits
        ? ConfigKey.parse(key).map(k -> new Transaction.Guard(k, Long.parseLong(revision)))
        : Parsed.malformed("the revision of main_key is not a number");
  }
}
