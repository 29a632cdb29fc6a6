package io.bucky.config.embedded;

import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigStoreContract;
import io.bucky.config.testing.MemoryConfig;
import org.junit.jupiter.api.AfterEach;

class EmbeddedStoreContractTest extends ConfigStoreContract {
  private final EmbeddedStore store = MemoryConfig.open();

  @Override
  protected ConfigStore store() {
    return store;
  }

  @AfterEach
  void close() {
    store.close();
  }
}
