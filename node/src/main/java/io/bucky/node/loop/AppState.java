package io.bucky.node.loop;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How one app instance is, for reports and for people.
///
/// @param service `<app>@<user>`, under which it is reported
/// @param detail what goes on, or what is wrong; may be empty
/// @param error whether `detail` tells a failure
/// @param startedAt unix seconds; 0 while it does not run
record AppState(
    String instance,
    String service,
    State state,
    boolean wanted,
    String detail,
    boolean error,
    Optional<String> health,
    SortedMap<String, Integer> ports,
    long startedAt) {
  AppState {
    ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
  }

  /// The words of an instance report.
  enum State {
    STARTED("started"),
    STOPPED("stopped"),
    EXITED("exited"),
    DEPLOYING("deploying"),
    NOT_EXIST("notexist");

    private final String wire;

    State(String wire) {
      this.wire = wire;
    }

    String wire() {
      return wire;
    }
  }
}
