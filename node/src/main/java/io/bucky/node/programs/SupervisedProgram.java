package io.bucky.node.programs;

import io.bucky.api.NodeApi;
import io.bucky.base.Log;
import io.bucky.base.RestartPolicy;
import io.bucky.base.RestartPolicy.Event;
import io.bucky.base.RestartPolicy.State;
import io.bucky.base.Time;
import io.bucky.node.machine.Proc;
import io.bucky.node.machine.ProcessIdentity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps one program running: finds its process or starts it, waits for its end, and does what the
/// restart policy says.
///
/// [#run] is the one writer of the state; `lock` lets others read it, ask for a stop or a new
/// start. Time inside is monotonic, so a clock that jumps restarts nothing.
final class SupervisedProgram {
  private static final Log LOG = Log.of("node.programs");

  /// A process that this daemon did not start cannot be waited for, only looked at.
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Program program;
  private final CommandLine commandLine;
  private final Launcher launcher;
  private final ProgramTable table;
  private final Proc proc;
  private final Time time;
  private final RestartPolicy policy;
  private final Runnable onChange;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private State state = new State.Stopped(); // by run() and request, under lock
  private Optional<ProcessIdentity> process = Optional.empty(); // by run(), under lock
  private long startedAt; // unix milliseconds, by run(), under lock
  private int restarts; // by run(), under lock
  private String detail = ""; // by run(), under lock
  private String lastEnd = ""; // why the process before this one ended; by run(), under lock
  private String trouble = ""; // why run() failed, under lock
  private boolean stopping; // by stop(), under lock
  private Optional<String> hung = Optional.empty(); // why it was ended, by endHung(), under lock

  SupervisedProgram(
      Program program,
      CommandLine commandLine,
      ProgramTable table,
      Proc proc,
      Time time,
      RestartPolicy policy,
      Runnable onChange) {
    this.program = program;
    this.commandLine = commandLine;
    this.launcher = new Launcher(program, commandLine);
    this.table = table;
    this.proc = proc;
    this.time = time;
    this.policy = policy;
    this.onChange = onChange;
  }

  String name() {
    return program.name();
  }

  /// Runs until [#stop], or until interrupted; then the process goes on by itself. After a failure
  /// it may be called again, and goes on with what it finds.
  void run() throws InterruptedException, IOException {
    if (!begins()) {
      return;
    }
    Optional<ProcessIdentity> found = table.adopt(program);
    trouble("");
    if (found.isEmpty() && stateNow() instanceof State.Running) {
      ended(-1, "ended"); // unseen, while it was not supervised
    }
    if (found.isPresent()) {
      long since =
          ProgramRecord.read(commandLine.layout(), program)
              .map(ProgramRecord::startedAt)
              .orElseGet(() -> time.now().toEpochMilli());
      running(found.get(), since);
      awaitEnd(found.get());
      ended(-1, "ended");
    }
    while (true) {
      switch (stateNow()) {
        case State.Waiting(_, var due) -> {
          if (pausedUntil(due)) {
            startOnce();
          }
        }
        case State.Stopped _ -> {
          return;
        }
        case State.GaveUp gaveUp -> awaitRevival(policy.revivesAt(gaveUp));
        case State.Running _, State.Finished _ -> awaitChange();
      }
    }
  }

  private boolean begins() {
    lock.lock();
    try {
      if (!stopping) {
        on(new Event.StartRequested(now()), "");
      }
      return !stopping;
    } finally {
      lock.unlock();
    }
  }

  /// Why it cannot be supervised; empty: it is again.
  void trouble(String why) {
    lock.lock();
    try {
      if (trouble.equals(why)) {
        return;
      }
      trouble = why;
    } finally {
      lock.unlock();
    }
    onChange.run();
  }

  private void startOnce() throws InterruptedException {
    Process child;
    ProcessIdentity identity;
    lock.lock();
    try {
      if (stopping) {
        return;
      }
      child = launcher.start(); // under the lock, so that a stop sees the process or prevents it
      identity =
          ProcessIdentity.of(proc, child.pid())
              .orElseThrow(() -> new IOException("it ended at once"));
      process = Optional.of(identity);
    } catch (IOException e) {
      ended(-1, "cannot be started: " + e.getMessage());
      return;
    } finally {
      lock.unlock();
    }
    running(identity, time.now().toEpochMilli());
    int code = child.waitFor();
    ended(code, "ended with code " + code + launcher.lastWords());
  }

  private void running(ProcessIdentity identity, long since) {
    lock.lock();
    try {
      process = Optional.of(identity);
      startedAt = since;
      on(new Event.Started(now()), "");
    } finally {
      lock.unlock();
    }
    try {
      new ProgramRecord(identity, since).write(commandLine.layout(), program);
    } catch (IOException e) {
      LOG.warn("node.program.record_failed", e, "program", name()); // /proc knows it all the same
    }
    LOG.info("node.program.running", "program", name(), "pid", identity.pid());
    onChange.run();
  }

  private void awaitEnd(ProcessIdentity identity) throws InterruptedException {
    while (identity.alive(proc)) {
      time.sleep(LOOK_EVERY);
    }
  }

  private void ended(int code, String why) {
    lock.lock();
    try {
      process = Optional.empty();
      if (!stopping) {
        restarts++;
        lastEnd = hung.orElse(why);
        hung = Optional.empty();
        on(new Event.Exited(code, now()), lastEnd);
        LOG.warn("node.program.ended", "program", name(), "code", code, "next", state);
      }
    } finally {
      lock.unlock();
    }
    onChange.run();
  }

  /// Starts it now when it waits or was given up.
  void request() {
    on(new Event.StartRequested(now()), "");
  }

  /// Kills the process when it still is `pid`: one that hangs does not hear that it should end.
  void endHung(long pid, Duration silence) {
    lock.lock();
    try {
      if (stopping || process.filter(each -> each.pid() == pid).isEmpty()) {
        return;
      }
      LOG.error(
          "node.program.hangs", "program", name(), "pid", pid, "silent_s", silence.toSeconds());
      hung = Optional.of("did not answer for " + silence.toSeconds() + " s and was ended");
      process.get().signal(proc, true);
    } finally {
      lock.unlock();
    }
  }

  /// Ends the process for good and returns when it is gone.
  void stop(Duration grace) throws InterruptedException {
    Optional<ProcessIdentity> last;
    lock.lock();
    try {
      stopping = true;
      last = process;
      on(new Event.StopRequested(), "");
    } finally {
      lock.unlock();
    }
    if (last.isPresent()) {
      table.end(last.get(), grace);
      LOG.info("node.program.stopped", "program", name());
    }
  }

  NodeApi.Program status() {
    lock.lock();
    try {
      long pid = process.map(ProcessIdentity::pid).orElse(0L);
      String word =
          switch (state) {
            case State.Stopped _ -> "stopped";
            case State.Waiting(var n, _) -> n == 0 ? "starting" : "waiting";
            case State.Running _ -> "running";
            case State.Finished _, State.GaveUp _ -> "failed";
          };
      if (!trouble.isEmpty()) {
        word = "failed";
      }
      boolean again = state instanceof State.Running(int before, _) && before > 0;
      return new NodeApi.Program(
          name(),
          pid,
          word,
          restarts,
          pid == 0 ? 0 : proc.residentBytes(pid),
          startedAt,
          trouble.isEmpty() ? (again ? lastEnd : detail) : trouble);
    } finally {
      lock.unlock();
    }
  }

  private void on(Event event, String why) {
    lock.lock();
    try {
      state = policy.next(state, event);
      detail = why;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private State stateNow() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  private void awaitRevival(Optional<Instant> due) throws InterruptedException {
    if (due.isEmpty()) {
      awaitChange();
    } else if (pausedUntil(due.get())) {
      LOG.info("node.program.revived", "program", name());
      request();
    }
  }

  private void awaitChange() throws InterruptedException {
    lock.lock();
    try {
      State before = state;
      while (state.equals(before)) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits for `due`; false when the state changed first.
  private boolean pausedUntil(Instant due) throws InterruptedException {
    lock.lock();
    try {
      State before = state;
      while (state.equals(before)) {
        long nanos = Duration.between(now(), due).toNanos();
        if (nanos <= 0) {
          return true;
        }
        boolean _ = changed.await(nanos, TimeUnit.NANOSECONDS);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Monotonic time in the form that the policy takes.
  private Instant now() {
    return Instant.EPOCH.plusNanos(time.nanos());
  }
}
