package io.bucky.cli;

/// Opens the zone that a command's options name.
final class Zones {
  private Zones() {}

  static ZoneConnection open(CommonOptions options) {
    return options
        .zoneUrl()
        .<ZoneConnection>map(url -> RemoteZone.open(url, Credentials.standard()))
        .orElseGet(() -> new LocalZone(NodeSocket.connect(options.layout())));
  }
}
