package io.bucky.config.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is acknowledged survives a power loss at every step, and no transaction survives by half.
class CrashSimulationTest {
  static LongStream quick() {
    return LongStream.range(0, 4);
  }

  static LongStream many() {
    return LongStream.range(1_000, 1_060);
  }

  @ParameterizedTest
  @MethodSource("quick")
  void anAcknowledgedWriteSurvivesAPowerLossAtEveryStep(long seed) {
    everyStep(seed);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("many")
  void anAcknowledgedWriteSurvivesAPowerLossAtEveryStepOfManyRuns(long seed) {
    everyStep(seed);
  }

  private static void everyStep(long seed) {
    long steps = new CrashSimulation(seed).run(Long.MAX_VALUE, UnaryOperator.identity()).steps();
    for (long step = 1; step <= steps; step++) {
      new CrashSimulation(seed).run(step, UnaryOperator.identity());
    }
  }

  @ParameterizedTest
  @MethodSource("quick")
  void anAcknowledgedWriteSurvivesAFailureOfEveryStep(long seed) {
    long steps = new CrashSimulation(seed).run(Long.MAX_VALUE, UnaryOperator.identity()).steps();
    for (long step = 1; step <= steps; step++) {
      new CrashSimulation(seed).runWithFailureAt(step);
    }
  }

  @ParameterizedTest
  @MethodSource("quick")
  void oneSeedGivesOneTrace(long seed) {
    long step = 5 + seed * 13;

    List<String> first = new CrashSimulation(seed).run(step, UnaryOperator.identity()).trace();
    List<String> second = new CrashSimulation(seed).run(step, UnaryOperator.identity()).trace();

    assertThat(second).isEqualTo(first);
  }

  @Test
  void anEngineThatAcknowledgesBeforeItForcesIsCaught() {
    int caught = 0;
    for (long seed = 0; seed < 20; seed++) {
      try {
        new CrashSimulation(seed).run(60, NoForce::new);
      } catch (CrashSimulation.LostWrite _) {
        caught++;
      } catch (AssertionError _) {
        // a hole in the middle of the log is found when it is opened
        caught++;
      } catch (StoreFailure _) {
        caught++;
      }
    }

    assertThat(caught).isGreaterThan(10);
  }

  /// A disk whose force does nothing but say yes: for the engine above it, as if it acknowledged
  /// before it forced.
  private record NoForce(Disk disk) implements Disk {
    @Override
    public boolean lock() throws IOException {
      return disk.lock();
    }

    @Override
    public List<String> list() throws IOException {
      return disk.list();
    }

    @Override
    public DiskFile open(String name) throws IOException {
      return new Lazy(disk.open(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
      disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
      disk.delete(name);
    }

    @Override
    public void forceNames() throws IOException {
      disk.forceNames();
    }

    @Override
    public long freeBytes() throws IOException {
      return disk.freeBytes();
    }

    @Override
    public String describe(String name) {
      return disk.describe(name);
    }

    @Override
    public void close() throws IOException {
      disk.close();
    }
  }

  private record Lazy(Disk.DiskFile file) implements Disk.DiskFile {
    @Override
    public long bytes() throws IOException {
      return file.bytes();
    }

    @Override
    public int read(long at, java.nio.ByteBuffer into) throws IOException {
      return file.read(at, into);
    }

    @Override
    public void write(long at, java.nio.ByteBuffer bytes) throws IOException {
      file.write(at, bytes);
    }

    @Override
    public void force() {}

    @Override
    public void truncate(long bytes) throws IOException {
      file.truncate(bytes);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
