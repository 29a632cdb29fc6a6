package io.bucky.node.programs;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/// Asks a program of this machine whether it is ready.
public final class Readiness {
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final long BODY_BYTES_MAX = 64 << 10;

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
      int status = connection.getResponseCode();
      // read to its end, so that the next probe finds the connection kept
      try (InputStream body =
          status < HttpURLConnection.HTTP_BAD_REQUEST
              ? connection.getInputStream()
              : connection.getErrorStream()) {
        if (body != null) {
          body.skipNBytes(Math.clamp(connection.getContentLengthLong(), 0, BODY_BYTES_MAX));
        }
      }
      return status;
    } catch (IOException e) {
      return 0; // not there, which is what was asked
    }
  }
}
