package io.bucky.config;

import io.bucky.krpc.DependencyUnavailable;
import io.bucky.krpc.Problem;

/// System config does not answer, or refuses this program. Whether a commit took effect is not
/// known when the cause is a lost connection.
public final class ConfigUnavailable extends DependencyUnavailable {
  private static final long serialVersionUID = 1;
  private final boolean refused;

  /// @param refused the service answered and said no: the same call would be refused again
  public ConfigUnavailable(String message, boolean refused) {
    super(message);
    this.refused = refused;
  }

  /// What the service answered instead of a result. A service that cannot for now, for example
  /// since its disk is full, has not refused.
  static ConfigUnavailable of(Problem problem) {
    return problem instanceof Problem.ServiceUnavailable(var text)
        ? new ConfigUnavailable(text, false)
        : new ConfigUnavailable(problem.wire(), true);
  }

  public boolean refused() {
    return refused;
  }
}
