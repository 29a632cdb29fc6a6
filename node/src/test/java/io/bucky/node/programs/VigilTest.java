package io.bucky.node.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.node.programs.Vigil.Look;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// When a program that does not answer is taken for one that hangs.
final class VigilTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long PID = 7;

  /// @param cpuPercent what the silent process uses of a processor
  @ParameterizedTest(name = "answered {0}, silent for {1} s asked every {2} s, {3} % cpu: {4}")
  @CsvSource({
    // an idle one that answered before
    "true,  12,  4,   0, false",
    "true,  19,  4,   0, false",
    "true,  24,  4,   0, true",
    "true,  24,  8,   0, false", // asked three times only
    "true,  32,  8,   0, true",
    "true,  40, 20,   0, false", // asked so rarely that nothing can be said
    // busy: patience of two minutes
    "true,  24,  4,   1, true",
    "true,  24,  4,   3, false",
    "true, 116,  4, 100, false",
    "true, 124,  4, 100, true",
    // starting: three minutes
    "false, 120, 4,   0, false",
    "false, 176, 4, 100, false",
    "false, 184, 4,   0, true",
  })
  void silenceBecomesAVerdictOnlyWithPatience(
      boolean answered, int silentSeconds, int everySeconds, int cpuPercent, boolean hangs) {
    var vigil = Vigil.NONE.after(new Look(0, PID, answered, 0));
    for (int at = everySeconds; at <= silentSeconds; at += everySeconds) {
      vigil = vigil.after(new Look(at * SECOND, PID, false, (long) at * cpuPercent));
    }

    assertThat(vigil.hangs()).isEqualTo(hangs);
  }

  @Test
  void oneAnswerBeginsTheCountAnew() {
    var vigil = silent(Vigil.NONE.after(new Look(0, PID, true, 0)), 4, 16);
    vigil = vigil.after(new Look(20 * SECOND, PID, true, 0));
    vigil = silent(vigil, 24, 36);

    assertThat(vigil.hangs()).isFalse();
    assertThat(silent(vigil, 40, 40).hangs()).isTrue();
  }

  @Test
  void whatWorkedUntilItHungIsNotTakenForABusyOne() {
    var vigil = Vigil.NONE.after(new Look(0, PID, true, 0));
    long work = 350; // three and a half seconds of it before the first look that found it silent
    for (int at = 4; at <= 20; at += 4) {
      assertThat(vigil.hangs()).isFalse();
      vigil = vigil.after(new Look(at * SECOND, PID, false, work));
    }

    assertThat(vigil.hangs()).isTrue();
  }

  @Test
  void aNewProcessHasTheTimeOfAStart() {
    var vigil = silent(Vigil.NONE.after(new Look(0, PID, true, 0)), 4, 16);
    for (int at = 20; at <= 180; at += 4) {
      vigil = vigil.after(new Look(at * SECOND, PID + 1, false, 0));
      assertThat(vigil.hangs()).as("at " + at + " s").isFalse();
    }
  }

  @Test
  void aProgramThatDoesNotRunDoesNotHang() {
    var vigil = silent(Vigil.NONE.after(new Look(0, PID, true, 0)), 4, 60);
    assertThat(vigil.hangs()).isTrue();

    assertThat(vigil.after(new Look(64 * SECOND, 0, false, 0))).isEqualTo(Vigil.NONE);
  }

  @Test
  void aMachineThatStoodStillIsNotAProgramThatHangs() {
    var vigil = silent(Vigil.NONE.after(new Look(0, PID, true, 0)), 4, 12);

    long hour = 3_600;
    vigil = vigil.after(new Look(hour * SECOND, PID, false, 0));

    assertThat(vigil.hangs()).isFalse();
    assertThat(vigil.misses()).isZero();
    assertThat(vigil.answered()).isTrue();
  }

  @Test
  void aProgramThatAnsweredOnlySomebodyElseIsNotStarting() {
    var vigil = Vigil.NONE.after(new Look(0, PID, false, 0));
    for (int at = 4; at <= 20; at += 4) {
      assertThat(vigil.hangs()).isFalse();
      vigil = vigil.after(new Look(at * SECOND, PID, false, 0)).answeredOnce();
    }

    assertThat(vigil.hangs()).isTrue();
    assertThat(vigil.silence()).isEqualTo(Vigil.SILENCE_MAX);
  }

  private static Vigil silent(Vigil vigil, int fromSecond, int toSecond) {
    Vigil next = vigil;
    for (int at = fromSecond; at <= toSecond; at += 4) {
      next = next.after(new Look(at * SECOND, PID, false, 0));
    }
    return next;
  }

  /// A machine with a slow program: starts of up to two minutes, pauses of up to nine seconds
  /// without work, of up to a minute and a half with work, answers lost at random, looks that come
  /// late, and times when the whole machine stands still. Then the program stops for good.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20_261_121})
  void aSlowProgramIsNeverEndedAndAHungOneSoon(long seed) {
    for (int run = 0; run < 200; run++) {
      var machine = new Machine(new Random(seed * 1_000 + run));
      machine.liveFor(1_000);
      machine.hang();
    }
  }

  /// A simulated program and the one who looks at it.
  private static final class Machine {
    private final Random random;
    private Vigil vigil = Vigil.NONE;
    private double seconds;
    private double cpuTicks;

    Machine(Random random) {
      this.random = random;
    }

    void liveFor(int episodes) {
      phase(random.nextDouble(120), random.nextDouble(2), false); // starts
      look(true);
      for (int i = 0; i < episodes; i++) {
        switch (random.nextInt(5)) {
          case 0 -> phase(random.nextDouble(9), 0.001, false); // waits for a disk
          case 1 -> phase(random.nextDouble(90), 0.04 + random.nextDouble(1), false); // works
          case 2 -> seconds += random.nextDouble(7_200); // everything stands still
          default -> phase(random.nextDouble(60), random.nextDouble(0.5), true);
        }
        look(true); // it always comes back
        assertThat(vigil.hangs()).isFalse();
      }
    }

    private void phase(double length, double cpuShare, boolean mostlyAnswers) {
      double end = seconds + length;
      while (seconds < end) {
        double step = Math.min(4 + random.nextDouble(4), end - seconds);
        seconds += step;
        cpuTicks += step * cpuShare * 100;
        look(mostlyAnswers && (vigil.misses() > 1 || random.nextInt(10) > 0));
        assertThat(vigil.hangs()).as("a program that is only slow, at " + seconds).isFalse();
        if (random.nextInt(50) == 0) {
          seconds += random.nextDouble(60); // the looking one gets no processor
        }
      }
    }

    void hang() {
      double from = seconds;
      while (!vigil.hangs()) {
        double step = 4 + random.nextDouble(4);
        seconds += step;
        cpuTicks += step * 0.002 * 100;
        look(false);
        assertThat(seconds - from).as("still not noticed").isLessThan(45);
      }
      assertThat(seconds - from).isGreaterThanOrEqualTo(20);
    }

    private void look(boolean answers) {
      vigil = vigil.after(new Look((long) (seconds * SECOND), PID, answers, (long) cpuTicks));
    }
  }
}
