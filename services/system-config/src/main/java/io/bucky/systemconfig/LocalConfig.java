package io.bucky.systemconfig;

import io.bucky.config.Change;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigWatch;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import java.util.List;
import java.util.Optional;

/// System config for the services of the same process: no token and no policy, but what they write
/// about keys and policy takes effect before their commit returns, as it does for everyone else.
final class LocalConfig implements ConfigStore {
  private final ConfigStore store;
  private final ZoneSecurity security;

  LocalConfig(ConfigStore store, ZoneSecurity security) {
    this.store = store;
    this.security = security;
  }

  @Override
  public Optional<Entry> get(ConfigKey key) throws InterruptedException {
    return store.get(key);
  }

  @Override
  public List<String> children(String prefix) throws InterruptedException {
    return store.children(prefix);
  }

  @Override
  public ConfigSnapshot snapshot(String prefix) throws InterruptedException {
    return store.snapshot(prefix);
  }

  @Override
  public Commit commit(Transaction transaction) throws InterruptedException {
    Commit commit = store.commit(transaction);
    if (commit instanceof Commit.Applied
        && transaction.mutations().stream().map(Mutation::key).anyMatch(ZoneSecurity::concerns)) {
      security.reload();
    }
    return commit;
  }

  @Override
  public List<Change> history(ConfigKey key) throws InterruptedException {
    return store.history(key);
  }

  @Override
  public ConfigWatch watch(String prefix, long revision) {
    return store.watch(prefix, revision);
  }
}
