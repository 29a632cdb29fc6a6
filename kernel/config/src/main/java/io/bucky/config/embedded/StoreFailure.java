package io.bucky.config.embedded;

import org.jspecify.annotations.Nullable;

/// The store cannot be opened, or its files cannot be trusted.
public final class StoreFailure extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final Code code;

  public StoreFailure(Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public StoreFailure(Code code, String message) {
    this(code, message, null);
  }

  /// What kind of failure, for counting and for exit codes.
  public enum Code {
    /// Another process has the directory open.
    IN_USE,
    /// Bytes that were forced are not what was written. Only a backup helps.
    DAMAGED,
    /// Written by a newer program.
    NEWER_FORMAT,
    /// The operating system refused a read or a write.
    DISK,
    /// A restore into a directory that holds a store.
    NOT_EMPTY
  }

  public Code code() {
    return code;
  }

  static StoreFailure damaged(String file, long at, String what) {
    return new StoreFailure(
        Code.DAMAGED,
        ("%s is damaged at byte %d: %s. The store was not opened and nothing was changed. Move the"
                + " directory away and restore the last backup with: bucky config restore FILE")
            .formatted(file, at, what));
  }
}
