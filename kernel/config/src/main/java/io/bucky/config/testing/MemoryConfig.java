package io.bucky.config.testing;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.config.ConfigKey;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.embedded.EmbeddedStore;
import io.bucky.config.embedded.StoreLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// Opens a config store in memory: the production engine on a disk that forgets.
public final class MemoryConfig {
  private MemoryConfig() {}

  /// An empty store; close it.
  public static EmbeddedStore open() {
    return open(SimDisk.seeded(1), StoreLimits.STANDARD);
  }

  /// A store that holds `entries`, key to value, at revision 1; close it.
  public static EmbeddedStore open(Map<String, String> entries) throws InterruptedException {
    var store = open();
    List<Mutation> writes =
        entries.entrySet().stream()
            .<Mutation>map(e -> new Mutation.Set(ConfigKey.of(e.getKey()), e.getValue()))
            .toList();
    if (!writes.isEmpty()) {
      var _ = store.commit(new Transaction(writes, Optional.empty()));
    }
    return store;
  }

  /// A store on a disk that the test keeps hold of.
  public static EmbeddedStore open(SimDisk disk, StoreLimits limits) {
    return EmbeddedStore.open(disk, Time.system(), limits, new Metrics(), new SplittableRandom(7));
  }
}
