package io.bucky.node.programs;

import io.bucky.api.NodeApi;
import io.bucky.base.Backoff;
import io.bucky.base.Log;
import io.bucky.base.RestartPolicy;
import io.bucky.base.Threads;
import io.bucky.base.Time;
import io.bucky.node.machine.Proc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Keeps a list of programs running, each on its own thread, and tries again what fails in that.
///
/// Closing it leaves the programs alone: that is what a daemon that is being replaced wants.
/// [#stop] ends them.
public final class Supervisor implements AutoCloseable {
  private static final Log LOG = Log.of("node.programs");
  private static final Duration RETRY_FIRST = Duration.ofMillis(250);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(10);

  private final List<Program> programs;
  private final CommandLine commandLine;
  private final ProgramTable table;
  private final Time time;
  private final List<SupervisedProgram> supervised = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /// @param programs in the order of starting; stopped in reverse
  /// @param onChange called after every start and end, on the program's thread; must not block
  public Supervisor(
      List<Program> programs,
      CommandLine commandLine,
      Proc proc,
      Time time,
      RestartPolicy policy,
      Runnable onChange) {
    this.programs = List.copyOf(programs);
    this.commandLine = commandLine;
    this.table = new ProgramTable(commandLine, proc, time);
    this.time = time;
    for (Program program : programs) {
      supervised.add(
          new SupervisedProgram(program, commandLine, table, proc, time, policy, onChange));
    }
  }

  /// Adopts what runs and starts the rest; returns at once.
  public synchronized void start() {
    if (threads.isEmpty()) {
      for (SupervisedProgram program : supervised) {
        threads.add(
            Thread.ofVirtual().name("node-program-" + program.name()).start(() -> keep(program)));
      }
    }
  }

  /// A machine that cannot tell its processes, or a bug, must not leave a program to itself.
  private void keep(SupervisedProgram program) {
    var backoff = new Backoff(RETRY_FIRST, RETRY_LONGEST, ThreadLocalRandom.current());
    try {
      while (true) {
        long began = time.nanos();
        try {
          program.run();
          return;
        } catch (IOException | RuntimeException e) {
          LOG.error("node.program.unsupervised", e, "program", program.name());
          program.trouble("cannot be supervised: " + e + "; it is tried again");
        }
        if (time.nanos() - began > RETRY_LONGEST.toNanos()) {
          backoff.reset();
        }
        time.sleep(backoff.next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  public List<NodeApi.Program> status() {
    return supervised.stream().map(SupervisedProgram::status).toList();
  }

  /// Starts now what waits or was given up.
  public void request() {
    supervised.forEach(SupervisedProgram::request);
  }

  /// Ends the process `pid` of a program that runs and no longer answers; the restart policy goes
  /// on from there. Does nothing when that process is not the program's any more.
  void endHung(String program, long pid, Duration silence) {
    for (SupervisedProgram each : supervised) {
      if (each.name().equals(program)) {
        each.endHung(pid, silence);
      }
    }
  }

  /// Ends every program, the last one first, and whatever else of theirs is found running.
  ///
  /// @param grace for each one between the asking and the kill
  public void stop(Duration grace) throws InterruptedException, IOException {
    for (SupervisedProgram program : supervised.reversed()) {
      program.stop(grace);
    }
    table.sweep(programs.reversed());
  }

  /// Cuts what the programs wrote beside their event logs; to be called now and then.
  public void capOutput() throws IOException {
    for (Program program : programs) {
      new OutputFile(commandLine.layout().logs().resolve(program.name() + ".out"))
          .capTo(OutputFile.BYTES_MAX);
    }
  }

  @Override
  public synchronized void close() {
    Threads.end(threads);
  }
}
