package io.bucky.node;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.node.programs.CommandLine;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.ZoneLayout;
import java.nio.file.Path;
import java.util.Optional;

/// What the daemon stands on from its start to its end.
///
/// @param metrics what it counts, printed by [HealthPage]
record Ground(
    ZoneLayout layout,
    MachineSettings machine,
    CommandLine commandLine,
    Metrics metrics,
    Time time) {
  /// The folder of the pages; empty: there are none, as in tests.
  Optional<Path> web() {
    return commandLine.home().map(home -> home.resolve("web"));
  }
}
