package io.bucky.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FileLookTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final FileLook files = new FileLook();

  @Test
  void whatAnswersIsToldAgainAndAgain() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      int number = i;
      assertThat(files.within(LONG, "a", () -> number)).contains(number);
    }
    assertThatThrownBy(() ->
            files.within(
                LONG,
                "a",
                () -> {
                  throw new IOException("gone");
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("gone");
  }

  @Test
  void whatHangsIsLookedAtByOneThreadOnly() throws Exception {
    var answers = new CountDownLatch(1);
    assertThat(
            files.within(
                Duration.ofMillis(1),
                "nas",
                () -> {
                  answers.await();
                  return 1;
                }))
        .isEmpty();

    assertThat(files.within(LONG, "nas", () -> 2)).isEmpty();
    assertThat(files.within(LONG, "disk", () -> 3)).contains(3);

    answers.countDown();
    Optional<Integer> later = Optional.empty();
    while (later.isEmpty()) {
      later = files.within(LONG, "nas", () -> 4);
    }
    assertThat(later).contains(4);
  }
}
