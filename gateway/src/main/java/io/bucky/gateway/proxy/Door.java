package io.bucky.gateway.proxy;

import java.util.Optional;

/// Kinds of listeners.
public enum Door {
  HTTP("http"),
  HTTPS("https"),
  /// The node gateway, for this machine's own services and containers.
  NODE("node"),
  /// Health and metrics of the gateway itself.
  STATUS("status");

  private final String wire;

  Door(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }

  /// @param wire `kind` in the gateway's settings
  public static Optional<Door> of(String wire) {
    for (Door door : values()) {
      if (door.wire.equals(wire)) {
        return Optional.of(door);
      }
    }
    return Optional.empty();
  }
}
