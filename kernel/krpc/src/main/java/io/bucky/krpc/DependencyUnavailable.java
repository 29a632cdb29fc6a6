package io.bucky.krpc;

/// Something that a handler needs does not answer; the caller is told `Service not valid:
/// <message>` and may try again. Nothing is wrong with the handler, so nothing is logged.
public class DependencyUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DependencyUnavailable(String message) {
    super(message);
  }

  public DependencyUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
