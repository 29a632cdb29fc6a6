package io.bucky.node.programs;

import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.node.machine.Proc;
import io.bucky.node.machine.ProcessIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the processes of a data folder's programs, whoever started them.
///
/// The record in `run/` is the quick answer; the command lines in `/proc` are the sure one, for the
/// moment between a start and its record.
public final class ProgramTable {
  private static final Log LOG = Log.of("node.programs");
  private static final Duration POLL = Duration.ofMillis(20);

  private final CommandLine commandLine;
  private final Proc proc;
  private final Time time;

  public ProgramTable(CommandLine commandLine, Proc proc, Time time) {
    this.commandLine = commandLine;
    this.proc = proc;
    this.time = time;
  }

  /// All living processes of `program`, oldest first.
  List<ProcessIdentity> find(Program program) throws IOException {
    var found = new ArrayList<ProcessIdentity>();
    for (long pid : proc.pids()) {
      if (commandLine.matches(program, proc.commandLine(pid))) {
        ProcessIdentity.of(proc, pid).ifPresent(found::add);
      }
    }
    found.sort((a, b) -> Long.compare(a.startTicks(), b.startTicks()));
    return found;
  }

  /// The one process of `program` to go on with; any second one is ended.
  Optional<ProcessIdentity> adopt(Program program) throws IOException, InterruptedException {
    List<ProcessIdentity> found = find(program);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Optional<ProcessIdentity> recorded =
        ProgramRecord.read(commandLine.layout(), program).map(ProgramRecord::process);
    ProcessIdentity kept = recorded.filter(found::contains).orElse(found.getFirst());
    for (ProcessIdentity other : found) {
      if (!other.equals(kept)) {
        LOG.warn("node.program.surplus", "program", program.name(), "pid", other.pid());
        end(other, Duration.ofSeconds(2));
      }
    }
    LOG.info("node.program.adopted", "program", program.name(), "pid", kept.pid());
    return Optional.of(kept);
  }

  /// Ends `process`: asks, waits for `grace`, then kills. Returns when it is gone.
  public void end(ProcessIdentity process, Duration grace) throws InterruptedException {
    process.signal(proc, false);
    if (!gone(process, grace)) {
      process.signal(proc, true);
      if (!gone(process, Duration.ofSeconds(5))) {
        LOG.error("node.process.stays", "pid", process.pid());
      }
    }
  }

  /// Ends every process of every child program, whoever started it.
  public void sweep(List<Program> programs) throws IOException, InterruptedException {
    for (Program program : programs) {
      for (ProcessIdentity process : find(program)) {
        LOG.info("node.program.swept", "program", program.name(), "pid", process.pid());
        end(process, Duration.ofSeconds(5));
      }
      ProgramRecord.remove(commandLine.layout(), program);
    }
  }

  private boolean gone(ProcessIdentity process, Duration within) throws InterruptedException {
    var deadline = Deadline.in(within, time);
    while (process.alive(proc)) {
      if (deadline.hasPassed(time)) {
        return false;
      }
      time.sleep(POLL);
    }
    return true;
  }
}
