package io.bucky.services;

import io.bucky.base.Log;
import io.bucky.base.Time;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// `io.bucky.services.ServicesMain --root DIR`: runs the kernel services of the node whose files
/// lie below DIR, until SIGTERM.
///
/// Exit status: 2 command line, 69 port, 70 unexpected, 74 store, 78 identity or settings.
public final class ServicesMain {
  private static final Log LOG = Log.of("services.main");

  private ServicesMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    // The libraries' chatter is not part of the event log, nor of the last words of this program.
    java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> crash(thread.getName(), failure));
    Optional<Path> root = root(arguments);
    if (root.isEmpty()) {
      System.err.println("usage: bucky-services --root DIR");
      Runtime.getRuntime().halt(ExitReason.USAGE.status());
      return;
    }
    ServicesHost host = ServicesHost.open(root.get(), Time.system(), new SecureRandom());
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("services-stop")
                .unstarted(() -> {
                  host.close();
                  LOG.info("services.stopped");
                }));
    new CountDownLatch(1).await();
  }

  private static Optional<Path> root(String[] arguments) {
    return arguments.length == 2 && arguments[0].equals("--root") && !arguments[1].isEmpty()
        ? Optional.of(Path.of(arguments[1]))
        : Optional.empty();
  }

  /// Let it crash: one event, then the end; the node daemon starts the program again.
  private static void crash(String thread, Throwable failure) {
    StartFailure known = StartFailure.of(failure);
    try {
      LOG.error(
          "services.crashed",
          known.reason() == ExitReason.INTERNAL ? failure : known,
          "reason",
          known.reason(),
          "thread",
          thread,
          "what",
          String.valueOf(known.getMessage()));
    } finally {
      Runtime.getRuntime().halt(known.reason().status());
    }
  }
}
