package io.bucky.containers.engine;

import io.bucky.base.Time;
import java.nio.file.Path;

/// A client of the Docker Engine API.
public final class DockerEngine {
  private final Path socket;
  private final Time time;

  public DockerEngine(Path socket, Time time) {
    this.socket = socket;
    this.time = time;
  }

  @Override
  public String toString() {
    return "DockerEngine[" + socket + " " + time.nanos() + "]";
  }
}
