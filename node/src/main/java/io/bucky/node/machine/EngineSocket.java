package io.bucky.node.machine;

import io.bucky.zone.MachineSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where a container engine listens: as the machine's settings say, else Docker's place, else
/// Podman's.
public final class EngineSocket {
  private static final Path DOCKER = Path.of("/var/run/docker.sock");
  private static final Path PODMAN = Path.of("/run/podman/podman.sock");

  private EngineSocket() {}

  /// The one to use; Docker's place when none is there yet.
  public static Path find(MachineSettings machine, Map<String, String> environment) {
    if (!machine.engineSocket().isEmpty()) {
      return Path.of(machine.engineSocket());
    }
    var places = new ArrayList<>(List.of(DOCKER, PODMAN));
    String runtime = environment.get("XDG_RUNTIME_DIR");
    if (runtime != null) {
      places.add(Path.of(runtime, "podman/podman.sock"));
    }
    return places.stream().filter(Files::exists).findFirst().orElse(DOCKER);
  }
}
