package io.bucky.base;

import java.util.ArrayDeque;
import java.util.Deque;

/// Closes what was pushed, last in first out, and keeps every failure.
///
/// Opening several resources in a row pushes each one; when a later step fails, `close` undoes the
/// earlier ones. When all succeed, [#release] hands the whole pile to the object that owns it from
/// then on. One thread opens; `close` may come from another one and runs once.
public final class Unwind implements AutoCloseable {
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  /// Takes responsibility for `resource`.
  public synchronized <T extends AutoCloseable> T push(T resource) {
    resources.push(resource);
    return resource;
  }

  /// A new pile with all that was pushed so far; this one forgets it.
  public synchronized Unwind release() {
    var owned = new Unwind();
    resources.descendingIterator().forEachRemaining(owned.resources::push);
    resources.clear();
    return owned;
  }

  /// Closes everything; a second call does nothing.
  ///
  /// @throws CloseFailure if any resource failed; the first failure is its cause, the others are
  ///   suppressed
  @Override
  public synchronized void close() {
    CloseFailure failure = null;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        if (failure == null) {
          failure = new CloseFailure(e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /// Something could not be closed; everything else was.
  public static final class CloseFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    CloseFailure(Throwable cause) {
      super("a resource could not be closed: " + cause.getMessage(), cause);
    }
  }
}
