package io.bucky.controlpanel.apps;

import io.bucky.base.Time;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.containers.engine.EngineAnswer;
import java.util.Map;

/// Asks the Docker or Podman of this machine, which may come and go. Any thread.
public final class EngineImages implements ImageLookup {
  private final String configured;
  private final Map<String, String> environment;
  private final Time time;

  /// @param configured the socket's path, or empty to find it
  public EngineImages(String configured, Map<String, String> environment, Time time) {
    this.configured = configured;
    this.environment = Map.copyOf(environment);
    this.time = time;
  }

  @Override
  public boolean isPresent(String image) throws InterruptedException {
    var socket = DockerEngine.findSocket(configured, environment);
    return socket.isPresent()
        && new DockerEngine(socket.get(), time).images().inspect(image)
            instanceof EngineAnswer.Ok<?>;
  }
}
