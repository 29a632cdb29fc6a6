package io.bucky.scheduler;

import java.util.Locale;
import java.util.Optional;

/// What the `state` of a spec asks for. Reads every spelling that upstream wrote.
enum SpecState {
  NEW("new"),
  /// Keep the wanted number of instances.
  DEPLOYED("running"),
  /// Keep the place, run nothing.
  DISABLED("stopped"),
  /// The node cleans up; whoever asked for it then removes the spec.
  DELETED("deleted");

  private final String wire;

  SpecState(String wire) {
    this.wire = wire;
  }

  String wire() {
    return wire;
  }

  boolean wantsInstances() {
    return this == NEW || this == DEPLOYED;
  }

  /// Empty for text that nobody defined.
  static Optional<SpecState> read(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "", "new" -> Optional.of(NEW);
      case "running", "deployed", "restarting", "updating" -> Optional.of(DEPLOYED);
      case "stopped", "stopping", "disable" -> Optional.of(DISABLED);
      case "deleted" -> Optional.of(DELETED);
      default -> Optional.empty();
    };
  }
}
