package io.bucky.node.loop;

import io.bucky.config.Change;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.ConfigWatch;
import io.bucky.config.Entry;
import io.bucky.config.Transaction;
import io.bucky.config.WatchStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// System config that can be taken away.
final class SwitchedConfig implements ConfigStore {
  private final ConfigStore store;
  private volatile boolean away;

  SwitchedConfig(ConfigStore store) {
    this.store = store;
  }

  void away(boolean value) {
    away = value;
  }

  private ConfigStore present() {
    if (away) {
      throw new ConfigUnavailable("taken away", false);
    }
    return store;
  }

  @Override
  public Optional<Entry> get(ConfigKey key) throws InterruptedException {
    return present().get(key);
  }

  @Override
  public List<String> children(String prefix) throws InterruptedException {
    return present().children(prefix);
  }

  @Override
  public ConfigSnapshot snapshot(String prefix) throws InterruptedException {
    return present().snapshot(prefix);
  }

  @Override
  public List<Change> history(ConfigKey key) throws InterruptedException {
    return present().history(key);
  }

  @Override
  public Commit commit(Transaction transaction) throws InterruptedException {
    return present().commit(transaction);
  }

  @Override
  public ConfigWatch watch(String prefix, long revision) {
    ConfigWatch watch = present().watch(prefix, revision);
    return new ConfigWatch() {
      @Override
      public WatchStep next(Duration atMost) throws InterruptedException {
        if (away) {
          return new WatchStep.Unavailable("taken away");
        }
        WatchStep step = watch.next(Duration.ofMillis(20));
        return away ? new WatchStep.Unavailable("taken away") : step;
      }

      @Override
      public void close() {
        watch.close();
      }
    };
  }
}
