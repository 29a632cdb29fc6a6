package io.bucky.gateway;

import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.zone.ZoneLayout;
import java.nio.file.Path;
import java.util.Optional;

/// The program `bucky-gateway`: `--root DIR`. Ends on SIGTERM, after its answers.
///
/// Exit codes: 2 wrong usage, 75 when a port or the root is taken.
public final class GatewayMain {
  private static final Log LOG = Log.of("gateway");
  private static final int USAGE = 2;
  private static final int TRY_AGAIN = 75;

  private GatewayMain() {}

  public static void main(String[] args) {
    Optional<Path> root = root(args);
    if (root.isEmpty()) {
      LOG.error("gateway.start.failed", "why", "Usage: bucky-gateway --root DIR");
      System.exit(USAGE);
      return;
    }
    try {
      Gateway gateway = Gateway.open(new ZoneLayout(root.get()), Time.system());
      Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "gateway-stop"));
    } catch (StartFailure e) {
      LOG.error("gateway.start.failed", "why", String.valueOf(e.getMessage()));
      System.err.println(e.getMessage()); // the last words that the node daemon shows
      System.exit(TRY_AGAIN);
    }
  }

  private static Optional<Path> root(String[] args) {
    return args.length == 2 && args[0].equals("--root")
        ? Optional.of(Path.of(args[1]))
        : Optional.empty();
  }
}
