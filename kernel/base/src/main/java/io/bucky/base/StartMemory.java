package io.bucky.base;

import java.time.Duration;

/// Gives the memory that only starting needed back to the machine.
///
/// What a program reads and links while it starts is promoted and then never looked at again; the
/// serial collector returns it at a full collection, and an idle program never comes to one.
public final class StartMemory {
  private static final Duration AFTER = Duration.ofSeconds(3);

  private StartMemory() {}

  /// Collects once, a few seconds from now. Call it when the program is ready.
  public static void giveBackSoon(Time time) {
    Thread.ofVirtual()
        .name("start-memory")
        .start(() -> {
          try {
            time.sleep(AFTER);
            Runtime.getRuntime().gc();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the program ends first
          }
        });
  }
}
