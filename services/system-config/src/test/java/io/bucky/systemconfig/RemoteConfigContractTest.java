package io.bucky.systemconfig;

import io.bucky.base.Time;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigStoreContract;
import io.bucky.config.RemoteConfig;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class RemoteConfigContractTest extends ConfigStoreContract {
  private final ZoneFixture zone = new ZoneFixture();
  private final RemoteConfig client =
      RemoteConfig.open(zone.base, () -> Optional.of(zone.deviceToken()), Time.system());

  RemoteConfigContractTest() throws IOException, InterruptedException {}

  @Override
  protected ConfigStore store() {
    return client;
  }

  @AfterEach
  void close() {
    client.close();
    zone.close();
  }
}
