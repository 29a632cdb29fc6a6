package io.bucky.verifyhub;

/// verify-hub cannot start; the message says what is missing and what to do.
public final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  StartFailure(String message) {
    super(message);
  }
}
