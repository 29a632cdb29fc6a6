package io.bucky.cli;

import io.bucky.base.AtomicFile;
import io.bucky.base.Parsed;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.Entry;
import io.bucky.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/// A snapshot in a file: what `snapshot` writes, and `diff` and `restore` read.
///
/// @param format 1
/// @param revision of the tree when it was taken
/// @param prefix what it holds; empty for everything
/// @param entries key to value
record ConfigFile(int format, long revision, String prefix, SortedMap<String, String> entries) {
  private static final int FORMAT = 1;

  ConfigFile {
    entries = entries == null ? new TreeMap<>() : entries;
  }

  static ConfigFile of(String prefix, ConfigSnapshot snapshot) {
    var entries = new TreeMap<String, String>();
    for (var entry : snapshot.entries().entrySet()) {
      entries.put(entry.getKey().text(), entry.getValue().value());
    }
    return new ConfigFile(FORMAT, snapshot.revision(), prefix, entries);
  }

  static ConfigFile read(Path file) {
    try {
      return switch (Json.read(Files.readString(file), ConfigFile.class)) {
        case Parsed.Ok<ConfigFile>(var read) when read.format() == FORMAT -> read;
        case Parsed.Ok<ConfigFile>(var read) ->
            throw Failure.usage(
                file + " has format " + read.format() + ", and this program reads " + FORMAT, "");
        case Parsed.Malformed<ConfigFile>(var why) ->
            throw Failure.usage(
                file + " is not a snapshot: " + why, "Make one with: bucky config snapshot FILE");
      };
    } catch (IOException e) {
      throw Failure.notFound("cannot read " + file + ": " + Text.reason(e), "Check the path.");
    }
  }

  /// Only the owner of the file may read it: configuration holds sealed secrets and names.
  void write(Path file) {
    try {
      AtomicFile.writePrivate(
          file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    } catch (IOException e) {
      throw new Failure(ExitStatus.FAILED, "cannot write " + file + ": " + Text.reason(e), "");
    }
  }

  /// What must change in `now` to become this file.
  SortedMap<ConfigKey, Difference> against(ConfigSnapshot now) {
    var differences = new TreeMap<ConfigKey, Difference>();
    for (var wanted : entries.entrySet()) {
      ConfigKey key = ConfigConnection.key(wanted.getKey());
      Entry entry = now.entries().get(key);
      if (entry == null) {
        differences.put(key, new Difference.Added(wanted.getValue()));
      } else if (!entry.value().equals(wanted.getValue())) {
        differences.put(key, new Difference.Changed(entry.value(), wanted.getValue()));
      }
    }
    for (var present : now.entries().entrySet()) {
      if (!entries.containsKey(present.getKey().text())) {
        differences.put(present.getKey(), new Difference.Removed(present.getValue().value()));
      }
    }
    return differences;
  }

  /// One key that is not as in the file.
  sealed interface Difference {
    record Added(String value) implements Difference {}

    record Changed(String from, String to) implements Difference {}

    record Removed(String value) implements Difference {}

    default String sign() {
      return switch (this) {
        case Added _ -> "+";
        case Changed _ -> "~";
        case Removed _ -> "-";
      };
    }
  }
}
