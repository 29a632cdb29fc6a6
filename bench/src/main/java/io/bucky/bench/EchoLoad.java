package io.bucky.bench;

import java.io.IOException;
import java.util.Collections;

/// `EchoLoad PORT TOKEN CLIENTS OPERATIONS`: one text of 64 characters to an [EchoServer], each
/// client in a closed loop on its own connection. Prints requests per second.
public final class EchoLoad {
  private EchoLoad() {}

  public static void main(String[] arguments) throws IOException {
    int clients = Integer.parseInt(arguments[2]);
    int each = Integer.parseInt(arguments[3]) / clients;
    byte[] request =
        ClosedLoop.post(
            "/kapi/echo",
            "{\"method\":\"echo\",\"params\":{\"text\":\"%s\"},\"sys\":[1,\"%s\"]}"
                .formatted("x".repeat(64), arguments[1]));
    try (var loop =
        ClosedLoop.open(
            Integer.parseInt(arguments[0]), Collections.nCopies(clients, () -> request), each)) {
      long start = System.nanoTime();
      loop.run();
      System.out.println(
          Math.round((double) each * clients * 1e9 / (System.nanoTime() - start)) + " per second");
    }
  }
}
