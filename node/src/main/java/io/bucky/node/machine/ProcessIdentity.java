package io.bucky.node.machine;

import java.util.Optional;

/// One process of this machine, told apart from a later one that got the same id.
///
/// @param startTicks from [Proc.Stat]
/// @param bootId from [Proc#bootId]
public record ProcessIdentity(long pid, long startTicks, String bootId) {
  /// The process that has `pid` now.
  public static Optional<ProcessIdentity> of(Proc proc, long pid) {
    return proc.stat(pid)
        .filter(stat -> !stat.ended())
        .map(stat -> new ProcessIdentity(pid, stat.startTicks(), proc.bootId()));
  }

  public boolean alive(Proc proc) {
    return of(proc, pid).filter(this::equals).isPresent();
  }

  /// Asks the process to end, or ends it. A process that took its id is not touched.
  ///
  /// @param force kill -9
  public void signal(Proc proc, boolean force) {
    if (alive(proc)) {
      ProcessHandle.of(pid)
          .ifPresent(handle -> {
            if (force) {
              handle.destroyForcibly();
            } else {
              handle.destroy();
            }
          });
    }
  }
}
