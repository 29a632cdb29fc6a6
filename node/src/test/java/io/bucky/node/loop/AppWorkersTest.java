package io.bucky.node.loop;

import static io.bucky.node.loop.Wishes.ALWAYS;
import static io.bucky.node.loop.Wishes.plan;
import static io.bucky.node.loop.Wishes.started;
import static io.bucky.node.loop.Wishes.web;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.containers.AppKey;
import io.bucky.node.Eventually;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AppWorkersTest {
  private final List<Effect.Change> making = new CopyOnWriteArrayList<>();
  private final List<String> unwanted = new CopyOnWriteArrayList<>();
  private final AtomicInteger told = new AtomicInteger();
  private final CountDownLatch forEver = new CountDownLatch(1);
  private final AppWorkers workers = new AppWorkers(this::make, told::incrementAndGet);

  /// A start takes for ever, everything else no time.
  private void make(Effect.Change change) throws InterruptedException {
    making.add(change);
    if (change instanceof Effect.Start) {
      try {
        forEver.await();
      } finally {
        if (!workers.wants(change)) {
          unwanted.add(change.instance());
        }
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    workers.stop();
    Eventually.holds("all end", () -> workers.busy().isEmpty());
  }

  private static Effect.Start start(int number) {
    return new Effect.Start(instance(number), wanted(), plan(1, web(ALWAYS)));
  }

  private static Wanted wanted() {
    return started(1, plan(1, web(ALWAYS)));
  }

  private static String instance(int number) {
    return "app" + number + "@alice@ood1";
  }

  @Test
  void startsThatTakeForEverHoldUpNoRemovalAndNoRestart() throws Exception {
    for (int number = 0; number <= AppWorkers.CHANGES_MAX; number++) {
      workers.begin(start(number), "starting");
    }
    Eventually.holds("four are made", () -> making.size() == AppWorkers.CHANGES_MAX);

    workers.begin(new Effect.Stop(instance(10), new AppKey("zone", "alice", "app10")), "stopping");
    workers.begin(new Effect.Purge(instance(11), wanted()), "removing its data");
    workers.begin(new Effect.Restart(instance(12), wanted(), plan(1, web(ALWAYS)), "web"), "again");

    Eventually.holds("these are done", () -> workers.busy().size() == AppWorkers.CHANGES_MAX + 1);
    assertThat(making).hasSize(AppWorkers.CHANGES_MAX + 3);
  }

  @Test
  void whatIsInterruptedEndsAndMakesRoomForTheNextOne() throws Exception {
    for (int number = 0; number <= AppWorkers.CHANGES_MAX; number++) {
      workers.begin(start(number), "starting");
    }
    Eventually.holds("four are made", () -> making.size() == AppWorkers.CHANGES_MAX);
    String first = making.getFirst().instance();

    workers.interrupt(first);

    Eventually.holds("it is gone", () -> !workers.busy().containsKey(first));
    Eventually.holds("the fifth is made", () -> making.size() == AppWorkers.CHANGES_MAX + 1);
    assertThat(unwanted).containsExactly(first);
    assertThat(told).hasPositiveValue();
  }

  @Test
  void whatWaitsForItsTurnCanBeInterruptedAndIsNeverMade() throws Exception {
    for (int number = 0; number < AppWorkers.CHANGES_MAX; number++) {
      workers.begin(start(number), "starting");
    }
    Eventually.holds("four are made", () -> making.size() == AppWorkers.CHANGES_MAX);
    workers.begin(start(9), "starting");

    workers.interrupt(instance(9));

    Eventually.holds("it is gone", () -> !workers.busy().containsKey(instance(9)));
    assertThat(making).hasSize(AppWorkers.CHANGES_MAX);
  }

  @Test
  void anAppHasOneChangeAtATime() {
    workers.begin(start(1), "starting");

    assertThatThrownBy(() -> workers.begin(start(1), "starting"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(instance(1));
  }

  @Test
  void whatIsSaidOfAChangeIsToldUntilItEnds() throws Exception {
    workers.begin(start(1), "starting");
    Eventually.holds("it is made", () -> making.size() == 1);

    workers.say(instance(1), "pulling 40 %");
    workers.say(instance(2), "nobody asked");

    assertThat(workers.busy().values()).extracting(Work::says).containsExactly("pulling 40 %");
  }
}
