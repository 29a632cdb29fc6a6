package io.bucky.cli;

import io.bucky.base.Time;
import java.util.Optional;

/// Opens the zone that a command's options name.
final class Zones {
  private Zones() {}

  static ZoneConnection open(CommonOptions options) throws InterruptedException {
    Optional<String> elsewhere = options.zoneUrl();
    return elsewhere.isPresent()
        ? RemoteZone.open(elsewhere.get(), Credentials.standard(), Time.system())
        : new LocalZone(NodeSocket.connect(options.layout()));
  }
}
