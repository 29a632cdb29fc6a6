package io.bucky.node.boot;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// Asks a program of this machine whether it is ready.
public final class Readiness {
  private static final int TIMEOUT_MILLIS = 2_000;

  private Readiness() {}

  /// Does `http://127.0.0.1:<port>/readyz` answer 200?
  public static boolean of(int port) {
    return status(port) == HttpURLConnection.HTTP_OK;
  }

  /// Does it answer at all, be it that it is not ready?
  public static boolean answers(int port) {
    return status(port) > 0;
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
