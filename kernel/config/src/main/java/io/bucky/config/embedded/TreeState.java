package io.bucky.config.embedded;

import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.Entry;
import io.bucky.config.KeyPrefix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The whole tree after one commit. Immutable: who holds one reads at that revision.
///
/// @param liveKeys keys that have a value
/// @param floor the highest version of any removed key that the tree does not keep any more; what
///   is not in the tree goes on above it
record TreeState(KeyTree tree, long revision, int liveKeys, long floor) {
  static final TreeState EMPTY = new TreeState(KeyTree.EMPTY, 0, 0, 0);

  /// Removed keys whose counter the tree keeps.
  int removedKeys() {
    return tree.size() - liveKeys;
  }

  /// The same tree without the counters of removed keys but those of `kept`; they become one floor,
  /// so that a version still never comes twice for a key.
  TreeState fold(Set<String> kept) {
    long[] highest = {floor};
    KeyTree folded =
        tree.only((key, slot) -> {
          boolean stays = slot.live() || kept.contains(key);
          if (!stays) {
            highest[0] = Math.max(highest[0], slot.version());
          }
          return stays;
        });
    return new TreeState(folded, revision, liveKeys, highest[0]);
  }

  Optional<Entry> get(ConfigKey key) {
    Slot slot = tree.find(key.text());
    return slot == null || !slot.live() ? Optional.empty() : Optional.of(slot.entry());
  }

  /// The names of the direct children of `prefix`, sorted, each once.
  List<String> children(KeyPrefix prefix) {
    String start = prefix.text().isEmpty() ? "" : prefix.text() + "/";
    var names = new TreeSet<String>();
    String[] from = {start};
    boolean more = true;
    while (more) {
      String[] skipTo = {""};
      tree.scan(
          from[0],
          (key, slot) -> {
            if (!key.startsWith(start)) {
              return false;
            }
            if (!slot.live()) {
              return true;
            }
            int slash = key.indexOf('/', start.length());
            if (slash < 0) {
              names.add(key.substring(start.length()));
              return true;
            }
            names.add(key.substring(start.length(), slash));
            skipTo[0] = key.substring(0, slash) + (char) ('/' + 1);
            return false;
          });
      more = !skipTo[0].isEmpty();
      from[0] = skipTo[0];
    }
    return List.copyOf(names);
  }

  ConfigSnapshot snapshot(KeyPrefix prefix) {
    var entries = new TreeMap<ConfigKey, Entry>();
    String text = prefix.text();
    if (!text.isEmpty()) {
      get(ConfigKey.of(text)).ifPresent(entry -> entries.put(ConfigKey.of(text), entry));
    }
    String start = text.isEmpty() ? "" : text + "/";
    tree.scan(
        start,
        (key, slot) -> {
          if (!key.startsWith(start)) {
            return false;
          }
          if (slot.live()) {
            entries.put(ConfigKey.of(key), slot.entry());
          }
          return true;
        });
    return new ConfigSnapshot(revision, entries);
  }

  TreeState with(CommitRecord record) {
    KeyTree next = tree;
    int live = liveKeys;
    for (var change : record.changes()) {
      String key = change.key().text();
      Slot before = next.find(key);
      boolean wasLive = before != null && before.live();
      live += (change.value().isPresent() ? 1 : 0) - (wasLive ? 1 : 0);
      next = next.with(key, new Slot(change.value().orElse(null), change.version()));
    }
    return new TreeState(next, record.revision(), live, floor);
  }
}
