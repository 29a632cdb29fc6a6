package io.bucky.node.programs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// A child for the tests: ends with the code in `exit_code` of its data folder when there is one,
/// otherwise waits to be ended.
public final class WaitingMain {
  private WaitingMain() {}

  public static void main(String[] words) throws Exception {
    Path root = Path.of(words[1]);
    Path code = root.resolve("exit_code");
    if (Files.exists(code)) {
      System.err.println("no reason to stay");
      System.exit(Integer.parseInt(Files.readString(code).strip()));
    }
    new CountDownLatch(1).await();
  }
}
