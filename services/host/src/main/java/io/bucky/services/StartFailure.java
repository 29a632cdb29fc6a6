package io.bucky.services;

import io.bucky.config.embedded.StoreFailure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The program cannot run; the message says what is wrong with what, and what to do.
final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final ExitReason reason;

  StartFailure(ExitReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  StartFailure(ExitReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /// What an exception while opening means.
  static StartFailure of(@Nullable Throwable cause) {
    return switch (cause) {
      case null -> new StartFailure(ExitReason.INTERNAL, "unexpected");
      case StartFailure known -> known;
      case StoreFailure store ->
          new StartFailure(ExitReason.STORE, String.valueOf(store.getMessage()), store);
      case IOException io ->
          new StartFailure(ExitReason.STORE, "a store cannot be opened: " + io.getMessage(), io);
      default -> new StartFailure(ExitReason.INTERNAL, "unexpected: " + cause, cause);
    };
  }

  ExitReason reason() {
    return reason;
  }
}
