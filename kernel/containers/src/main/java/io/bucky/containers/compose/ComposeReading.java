package io.bucky.containers.compose;

import java.util.List;
import java.util.Optional;

/// What was understood of a package, and everything that was not, collected at once.
///
/// @param app absent when not even its components could be read; an app that is not [#installable]
///   is there to be shown
/// @param unsupported keys that have no effect here, each with the reason
/// @param problems what the author or the person has to mend
/// @param variables what can be filled in at install, from `.env` and the file itself
/// @param candidates what may be the main port, the likeliest first
public record ComposeReading(
    Optional<ComposeApp> app,
    List<Unsupported> unsupported,
    List<Problem> problems,
    List<Variable> variables,
    List<ComposeApp.Main> candidates) {
  public ComposeReading {
    unsupported = List.copyOf(unsupported);
    problems = List.copyOf(problems);
    variables = List.copyOf(variables);
    candidates = List.copyOf(candidates);
  }

  public boolean installable() {
    return app.isPresent()
        && problems.isEmpty()
        && unsupported.stream().noneMatch(Unsupported::fatal);
  }

  /// @param path `services.web.ports[0]`
  /// @param fatal the app cannot be installed because of it
  public record Unsupported(String path, String reason, boolean fatal) {}

  public record Problem(String path, String message) {}

  /// @param value as it stands; empty when nothing gives it one
  /// @param secret not to be shown on a screen
  /// @param required the file refuses to go on without it
  public record Variable(String name, String value, boolean secret, boolean required) {
    @Override
    public String toString() {
      return "Variable[" + name + (secret ? "=..." : "=" + value) + "]";
    }
  }
}
