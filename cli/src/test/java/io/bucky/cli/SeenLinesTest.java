package io.bucky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.panel.AppsApi.AppLogLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What `bucky app logs -f` prints of the windows that it gets.
final class SeenLinesTest {
  private static AppLogLine web(long at, String text) {
    return new AppLogLine(at, "web", "stdout", text);
  }

  private static AppLogLine db(long at, String text) {
    return new AppLogLine(at, "db", "stderr", text);
  }

  @Test
  void linesOfTheSameMillisecondAreAllNew() {
    var seen = new SeenLines(List.of(web(1, "a"), web(1, "b")), false);

    List<AppLogLine> window =
        List.of(web(1, "a"), web(1, "b"), web(1, "b"), web(1, "c"), web(2, "a"));
    assertThat(seen.news(window)).containsExactly(web(1, "b"), web(1, "c"), web(2, "a"));
    assertThat(seen.news(window)).isEmpty();
  }

  @Test
  void aLineThatComesAfterALaterOneOfAnotherContainerIsNew() {
    var seen = new SeenLines(List.of(db(1, "up"), web(9, "hello")), false);

    assertThat(seen.news(List.of(db(1, "up"), db(8, "slow query"), web(9, "hello"))))
        .containsExactly(db(8, "slow query"));
  }

  @Test
  void whatIsOlderThanTheWindowBeforeIsNotNew() {
    var seen = new SeenLines(List.of(web(5, "e"), web(6, "f")), true);

    assertThat(seen.news(List.of(db(2, "old"), web(4, "d"), web(5, "e"), web(6, "f"), web(7, "g"))))
        .containsExactly(web(7, "g"));
  }

  @Test
  void aContainerWhoseLogWasAwayForAWhileIsNotPrintedAgain() {
    var seen = new SeenLines(List.of(db(1, "up"), web(2, "hello")), false);

    assertThat(seen.news(List.of(web(2, "hello")))).isEmpty();
    assertThat(seen.news(List.of(db(1, "up"), web(2, "hello"), db(3, "down"))))
        .containsExactly(db(3, "down"));
  }

  @Test
  void aWindowThatDoesNotReachBackSaysSoAndIsAllNew() {
    var seen = new SeenLines(lines(1, 500), false);

    assertThat(seen.reach(lines(400, 900))).isTrue();
    assertThat(seen.reach(lines(501, 1_000))).isFalse();
    var withNewContainer = new ArrayList<>(lines(400, 900));
    withNewContainer.add(db(1_000, "up"));
    assertThat(seen.reach(withNewContainer)).isTrue();
    assertThat(seen.news(lines(501, 1_000))).hasSize(500);
  }

  @Test
  void aBurstIsPrintedWhole() {
    var seen = new SeenLines(lines(1, 300), false);
    var printed = new ArrayList<AppLogLine>();

    printed.addAll(seen.news(lines(200, 5_100)));
    printed.addAll(seen.news(lines(4_700, 5_200)));

    assertThat(printed).isEqualTo(lines(301, 5_200));
  }

  private static List<AppLogLine> lines(int first, int last) {
    var lines = new AppLogLine[last - first + 1];
    Arrays.setAll(lines, i -> web((first + i) / 100, "line " + (first + i)));
    return List.of(lines);
  }
}
