package io.bucky.config;

import com.fasterxml.jackson.annotation.JsonValue;
import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import tools.jackson.databind.JsonNode;

/// The methods of the service `system_config`. Watching is not one of them: it is a stream, see
/// docs/formats/system-config.md.
public final class ConfigApi {
  public static final String SERVICE = "system_config";

  public static final Method<Key, Found> GET =
      Method.of(
              SERVICE,
              "sys_config_get",
              Key.class,
              Found.class,
              "The value and version of a key, or null when there is none.")
          .asRepeatable();

  public static final Method<Write, None> SET =
      Method.of(SERVICE, "sys_config_set", Write.class, None.class, "Creates or replaces a key.");

  public static final Method<Write, None> CREATE =
      Method.of(
          SERVICE, "sys_config_create", Write.class, None.class, "Creates a key that is missing.");

  public static final Method<Key, None> DELETE =
      Method.of(SERVICE, "sys_config_delete", Key.class, None.class, "Removes a key that exists.");

  public static final Method<Append, None> APPEND =
      Method.of(
          SERVICE,
          "sys_config_append",
          Append.class,
          None.class,
          "Joins text to the value of a key that exists.");

  public static final Method<PathWrite, None> SET_BY_JSON_PATH =
      Method.of(
          SERVICE,
          "sys_config_set_by_json_path",
          PathWrite.class,
          None.class,
          "Sets one member of a JSON value; the value is JSON text.");

  public static final Method<Key, Names> LIST =
      Method.of(
              SERVICE,
              "sys_config_list",
              Key.class,
              Names.class,
              "The names of the direct children of a prefix that the caller may read.")
          .asRepeatable();

  public static final Method<Actions, None> EXEC_TX =
      Method.of(
          SERVICE,
          "sys_config_exec_tx",
          Actions.class,
          None.class,
          "Applies actions on several keys together or not at all.");

  public static final Method<Actions, Committed> COMMIT =
      Method.of(
          SERVICE,
          "sys_config_commit",
          Actions.class,
          Committed.class,
          "The same as sys_config_exec_tx, and answers the revision it made.");

  public static final Method<None, Dump> DUMP_FOR_SCHEDULER =
      Method.of(
              SERVICE,
              "dump_configs_for_scheduler",
              None.class,
              Dump.class,
              "Everything the scheduler plans with; for the scheduler and the node daemon.")
          .asRepeatable();

  public static final Method<None, None> REFRESH_TRUST_KEYS =
      Method.of(
          SERVICE,
          "sys_refresh_trust_keys",
          None.class,
          None.class,
          "Reads trusted keys and the access policy anew.");

  public static final Method<Prefix, Snapshot> SNAPSHOT =
      Method.of(
              SERVICE,
              "sys_config_snapshot",
              Prefix.class,
              Snapshot.class,
              "All readable keys below a prefix as of one revision, to start a watch from.")
          .asRepeatable();

  public static final Method<Key, Changes> HISTORY =
      Method.of(
              SERVICE,
              "sys_config_history",
              Key.class,
              Changes.class,
              "The changes of a key that are still remembered, oldest first.")
          .asRepeatable();

  private ConfigApi() {}

  /// @param key in any spelling
  public record Key(String key) {
    public Key {
      key = key == null ? "" : key;
    }
  }

  public record Prefix(String prefix) {
    public Prefix {
      prefix = prefix == null ? "" : prefix;
    }
  }

  /// @param value required, may be empty text
  public record Write(String key, Optional<String> value) {
    public Write {
      key = key == null ? "" : key;
      value = value == null ? Optional.empty() : value;
    }
  }

  public record Append(String key, Optional<String> appendValue) {
    public Append {
      key = key == null ? "" : key;
      appendValue = appendValue == null ? Optional.empty() : appendValue;
    }
  }

  /// @param value JSON text
  public record PathWrite(String key, Optional<String> jsonPath, Optional<String> value) {
    public PathWrite {
      key = key == null ? "" : key;
      jsonPath = jsonPath == null ? Optional.empty() : jsonPath;
      value = value == null ? Optional.empty() : value;
    }
  }

  /// @param actions key to `{"action": "create" | "update" | "append" | "set_by_path" | "remove" |
  ///   "delete", ...}`
  /// @param mainKey `{"key", "revision"}` or `"<key>:<revision>"`
  public record Actions(Optional<JsonNode> actions, Optional<JsonNode> mainKey) {
    public Actions {
      actions = actions == null ? Optional.empty() : actions;
      mainKey = mainKey == null ? Optional.empty() : mainKey.filter(node -> !node.isNull());
    }
  }

  /// On the wire the entry itself, or null.
  public record Found(@JsonValue Optional<Entry> entry) {}

  /// On the wire an array.
  public record Names(@JsonValue List<String> names) {
    public Names {
      names = List.copyOf(names);
    }
  }

  /// On the wire an object, key to value.
  public record Dump(@JsonValue SortedMap<String, String> values) {}

  public record Committed(long revision) {}

  public record Snapshot(long revision, Map<String, Entry> entries) {}

  public record Changes(List<HistoricChange> changes) {
    public Changes {
      changes = List.copyOf(changes);
    }
  }

  /// @param value absent when the key was removed
  public record HistoricChange(long revision, Optional<String> value, long version) {
    public HistoricChange {
      value = value == null ? Optional.empty() : value;
    }
  }
}
