package io.bucky.containers.engine;

import io.bucky.base.Time;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/// A client of the Docker Engine API.
///
/// Each call opens a connection of its own and ends within its deadline. Any thread.
public final class DockerEngine {
  private final EngineCalls calls;
  private final ImageCalls images;
  private final ContainerCalls containers;
  private final NetworkCalls networks;
  private final VolumeCalls volumes;

  public DockerEngine(Path socket, Time time) {
    this.calls = new EngineCalls(socket, time);
    this.images = new ImageCalls(calls);
    this.containers = new ContainerCalls(calls);
    this.networks = new NetworkCalls(calls);
    this.volumes = new VolumeCalls(calls);
  }

  /// The socket of Docker, else of Podman, in their usual places; empty when there is none.
  ///
  /// @param configured the person's choice; blank for none
  public static Optional<Path> findSocket(String configured, Map<String, String> environment) {
    if (!configured.isBlank()) {
      return Optional.of(Path.of(configured));
    }
    var places = new ArrayList<Path>();
    String host = environment.getOrDefault("DOCKER_HOST", "");
    if (host.startsWith("unix://")) {
      places.add(Path.of(host.substring("unix://".length())));
    }
    places.add(Path.of("/var/run/docker.sock"));
    places.add(Path.of("/run/podman/podman.sock"));
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (!runtime.isBlank()) {
      places.add(Path.of(runtime, "docker.sock"));
      places.add(Path.of(runtime, "podman/podman.sock"));
    }
    return places.stream().filter(Files::exists).findFirst();
  }

  public Path socket() {
    return calls.socket();
  }

  public record Version(String version, String apiVersion, String os, String architecture) {}

  /// Asks who is there, and settles on the version of the interface.
  public EngineAnswer<Version> version() throws InterruptedException {
    return calls.version();
  }

  public ImageCalls images() {
    return images;
  }

  public ContainerCalls containers() {
    return containers;
  }

  public NetworkCalls networks() {
    return networks;
  }

  public VolumeCalls volumes() {
    return volumes;
  }
}
