package io.bucky.containers;

import io.bucky.containers.engine.EngineContainer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the engine has of one app.
public record AppInstance(AppKey app, long generation, List<Container> containers) {
  public AppInstance {
    containers = List.copyOf(containers);
  }

  public Optional<Container> component(String name) {
    return containers.stream().filter(c -> c.component().equals(name)).findFirst();
  }

  public boolean running() {
    return containers.stream().anyMatch(Container::running);
  }

  /// @param state of the engine: `created`, `running`, `paused`, `restarting`, `removing`,
  ///   `exited`, `dead`
  /// @param health `healthy`, `unhealthy`, `starting`, or absent without a check
  /// @param exitCode once it ended
  public record Container(
      String component,
      String id,
      String name,
      String image,
      String state,
      Optional<String> health,
      Optional<Integer> exitCode,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt) {
    static Container of(EngineContainer from) {
      return new Container(
          from.labels().getOrDefault(Labels.COMPONENT, ""),
          from.id(),
          from.name(),
          from.image(),
          from.state(),
          from.health(),
          from.running() || from.state().equals("created")
              ? Optional.empty()
              : Optional.of(from.exitCode()),
          from.startedAt(),
          from.finishedAt());
    }

    public boolean running() {
      return state.equals("running") || state.equals("paused") || state.equals("restarting");
    }
  }
}
