package io.bucky.node.programs;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// Asks a program of this machine whether it is ready.
public final class Readiness {
  private static final int TIMEOUT_MILLIS = 2_000;

  private Readiness() {}

  /// What a program says of itself.
  public enum Answer {
    READY,
    NOT_READY,
    /// Nothing: it does not run, or hangs.
    NONE
  }

  /// Asks `http://127.0.0.1:<port>/readyz`.
  public static Answer ask(int port) {
    return switch (status(port)) {
      case 0, -1 -> Answer.NONE;
      case HttpURLConnection.HTTP_OK -> Answer.READY;
      default -> Answer.NOT_READY;
    };
  }

  private static int status(int port) {
    try {
      var url = URI.create("http://127.0.0.1:" + port + "/readyz").toURL();
      var connection = (HttpURLConnection) url.openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try {
        return connection.getResponseCode();
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return 0; // not there, which is what was asked
    }
  }
}
