package io.bucky.config.embedded;

import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.config.Commit;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.Transaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The writer thread of a store: while one group is being forced to disk, the next gathers in the
/// queue.
final class GroupCommit {
  private static final Log LOG = Log.of("config.writer");
  private static final int QUEUE_MAX = 4_096;

  private final Engine engine;
  private final Time time;
  private final Runnable published;
  private final Metrics.Histogram commitSeconds;
  private final LongAdder forces;
  private final LongAdder transactions;
  private final LongAdder refusals;
  private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean ended;
  private @Nullable Thread compacting;

  private GroupCommit(Engine engine, Time time, Metrics metrics, Runnable published) {
    this.engine = engine;
    this.time = time;
    this.published = published;
    this.commitSeconds = metrics.histogram("config_commit_seconds");
    this.forces = metrics.counter("config_forces_total");
    this.transactions = metrics.counter("config_transactions_total");
    this.refusals = metrics.counter("config_write_failures_total");
    metrics.gauge("config_write_queue", queue::size);
    this.thread = Thread.ofPlatform().name("config-writer").daemon(true).unstarted(this::run);
  }

  /// @param published called on the writer thread when the tree has changed
  static GroupCommit start(Engine engine, Time time, Metrics metrics, Runnable published) {
    var writer = new GroupCommit(engine, time, metrics, published);
    writer.thread.start();
    return writer;
  }

  /// What waits for the writer.
  private sealed interface Work {
    record Write(Transaction transaction, long sinceNanos, CompletableFuture<Commit> answer)
        implements Work {}

    record Compact(CompletableFuture<Boolean> done) implements Work {}

    record Close() implements Work {}
  }

  Commit commit(Transaction transaction) throws InterruptedException {
    var answer = new CompletableFuture<Commit>();
    queue(new Work.Write(transaction, time.nanos(), answer));
    return await(answer);
  }

  /// Completed by the writer thread.
  CompletableFuture<Commit> submit(Transaction transaction) {
    if (closing.get()) {
      return CompletableFuture.failedFuture(EmbeddedStore.closed());
    }
    var answer = new CompletableFuture<Commit>();
    if (!queue.offer(new Work.Write(transaction, time.nanos(), answer))) {
      return CompletableFuture.failedFuture(
          new ConfigUnavailable(
              "%d writes are waiting already, try again".formatted(QUEUE_MAX), false));
    }
    if (ended) {
      refuseQueued(); // it came in after the writer's last look
    }
    return answer;
  }

  void compact() throws InterruptedException {
    var done = new CompletableFuture<Boolean>();
    queue(new Work.Compact(done));
    await(done);
  }

  private void queue(Work work) throws InterruptedException {
    if (closing.get()) {
      throw EmbeddedStore.closed();
    }
    queue.put(work);
    if (ended) {
      refuseQueued(); // it came in after the writer's last look
    }
  }

  private static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConfigUnavailable unavailable) {
        throw new ConfigUnavailable(String.valueOf(unavailable.getMessage()), false);
      }
      throw new IllegalStateException("the config writer failed", e.getCause());
    }
  }

  private void run() {
    try {
      loop();
    } catch (InterruptedException _) {
      LOG.warn("config.writer.interrupted");
    } finally {
      ended = true;
      refuseQueued();
    }
  }

  private void loop() throws InterruptedException {
    var batch = new ArrayList<Work>();
    boolean more = true;
    while (more) {
      batch.clear();
      batch.add(queue.take());
      queue.drainTo(batch, StoreLimits.GROUP_TRANSACTIONS_MAX - 1);
      var writes = new ArrayList<Work.Write>(batch.size());
      for (Work work : batch) {
        switch (work) {
          case Work.Write write -> writes.add(write);
          case Work.Compact(var done) -> startCompaction(Optional.of(done));
          case Work.Close() -> more = false;
        }
      }
      commitAll(writes);
      if (engine.compactionIsDue() && !isCompacting()) {
        startCompaction(Optional.empty());
      }
    }
    Thread last = compacting;
    if (last != null) {
      last.join();
    }
  }

  private void commitAll(List<Work.Write> writes) {
    int done = 0;
    while (done < writes.size()) {
      List<Work.Write> rest = writes.subList(done, writes.size());
      try {
        long before = engine.state().revision();
        List<Commit> answers =
            engine.commit(
                rest.stream().map(Work.Write::transaction).toList(), time.now().toEpochMilli());
        if (engine.state().revision() != before) {
          forces.increment();
          published.run();
        }
        transactions.add(answers.size());
        long now = time.nanos();
        for (int i = 0; i < answers.size(); i++) {
          Work.Write write = rest.get(i);
          commitSeconds.record(now - write.sinceNanos());
          write.answer().complete(answers.get(i));
        }
        done += answers.size();
      } catch (Engine.GroupRefused e) {
        refusals.add(rest.size());
        for (Work.Write write : rest) {
          write
              .answer()
              .completeExceptionally(new ConfigUnavailable(String.valueOf(e.getMessage()), false));
        }
        return;
      } catch (RuntimeException e) {
        rest.forEach(write -> write.answer().completeExceptionally(e));
        throw e; // a bug: this thread ends, and with it every later write is refused
      }
    }
  }

  private boolean isCompacting() {
    Thread last = compacting;
    return last != null && last.isAlive();
  }

  private void startCompaction(Optional<CompletableFuture<Boolean>> done)
      throws InterruptedException {
    Thread last = compacting;
    if (last != null) {
      last.join();
    }
    var compaction = engine.rotate(time.now().toEpochMilli());
    if (compaction.isEmpty()) {
      done.ifPresent(future -> future.complete(false));
      return;
    }
    compacting =
        Thread.ofVirtual()
            .name("config-snapshot")
            .start(() -> {
              boolean ok = run(compaction.get());
              done.ifPresent(future -> future.complete(ok));
            });
  }

  private boolean run(Engine.Compaction compaction) {
    long started = time.nanos();
    try {
      compaction.run();
      LOG.info(
          "config.compacted",
          "revision",
          compaction.state().revision(),
          "micros",
          (time.nanos() - started) / 1_000);
      return true;
    } catch (IOException e) {
      LOG.warn("config.compaction.failed", e, "revision", compaction.state().revision());
      return false;
    }
  }

  private void refuseQueued() {
    for (Work work = queue.poll(); work != null; work = queue.poll()) {
      switch (work) {
        case Work.Write(var _, var _, var answer) ->
            answer.completeExceptionally(EmbeddedStore.closed());
        case Work.Compact(var done) -> done.complete(false);
        case Work.Close() -> {}
      }
    }
  }

  /// Ends the thread after what is queued.
  ///
  /// @return false if somebody else did it before
  boolean close() {
    if (!closing.compareAndSet(false, true)) {
      return false;
    }
    boolean interrupted = false;
    boolean asked = false;
    while (thread.isAlive()) {
      try {
        if (!asked) {
          queue.put(new Work.Close());
          asked = true;
        }
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
