package io.bucky.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.Task.Permissions;
import io.bucky.api.tasks.Task.Scope;
import io.bucky.api.tasks.Task.Status;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.base.testing.TestTime;
import io.bucky.config.embedded.EmbeddedStore;
import io.bucky.config.embedded.StoreLimits;
import io.bucky.config.testing.SimDisk;
import io.bucky.json.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RetentionTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  @Test
  void aDiskThatTakesNoWritesKeepsOldTasksForAnotherPeriod() throws InterruptedException {
    var disk = SimDisk.seeded(1);
    var metrics = new Metrics();
    try (var store =
        EmbeddedStore.open(
            disk, Time.system(), StoreLimits.STANDARD, metrics, new SplittableRandom(1))) {
      TaskStore tasks = TaskStore.open(store);
      assertThat(tasks.create(RetentionTest::longFinished)).isPresent();
      disk.failNext(SimDisk.Kind.WRITE);

      try (var _ = Retention.start(tasks, new TestTime())) {
        long until = System.nanoTime() + BOUND.toNanos();
        while (tasks.count() > 0) {
          assertThat(System.nanoTime()).as("it is never removed").isLessThan(until);
          Time.system().sleep(Duration.ofMillis(5));
        }
      }
      assertThat(metrics.prometheus()).contains("config_write_failures_total 1");
    }
  }

  private static Task longFinished(long id) {
    return new Task(
        id,
        "alice",
        "notes",
        Optional.empty(),
        Long.toString(id),
        "work",
        "test",
        Status.COMPLETED,
        100,
        Optional.empty(),
        Json.object(),
        new Permissions(Scope.USER, Scope.PRIVATE),
        0,
        0);
  }
}
