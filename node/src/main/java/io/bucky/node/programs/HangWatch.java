package io.bucky.node.programs;

import io.bucky.api.NodeApi;
import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.node.machine.Proc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/// Asks the programs whether they still answer, and has ended those that hang, so that the restart
/// policy starts them again; [Vigil] decides. A thread per program, since one that hangs makes the
/// asking slow.
public final class HangWatch implements AutoCloseable {
  private static final Log LOG = Log.of("node.programs");

  private final Supervisor supervisor;
  private final Map<String, Integer> ports;
  private final IntFunction<Readiness.Answer> ask;
  private final ProgramHealth health;
  private final Proc proc;
  private final Time time;
  private final Runnable onChange;
  private final List<Thread> threads = new ArrayList<>();

  /// @param ports program to the port that it answers on while it is well
  /// @param ask asks a port; bounded in time
  /// @param health is told what was heard, and knows what others heard
  /// @param onChange called when that changed it; must not block
  public HangWatch(
      Supervisor supervisor,
      Map<String, Integer> ports,
      IntFunction<Readiness.Answer> ask,
      ProgramHealth health,
      Proc proc,
      Time time,
      Runnable onChange) {
    this.supervisor = supervisor;
    this.ports = Map.copyOf(ports);
    this.ask = ask;
    this.health = health;
    this.proc = proc;
    this.time = time;
    this.onChange = onChange;
  }

  public synchronized void start() {
    if (threads.isEmpty()) {
      ports.forEach((program, port) ->
          threads.add(
              Thread.ofVirtual().name("node-vigil-" + program).start(() -> watch(program, port))));
    }
  }

  private void watch(String program, int port) {
    try {
      Vigil vigil = Vigil.NONE;
      while (true) {
        Optional<NodeApi.Program> looked = running(program);
        vigil = vigil.after(look(looked, port));
        if (looked.filter(health::wasReady).isPresent()) {
          vigil = vigil.answeredOnce();
        }
        if (vigil.hangs()) {
          supervisor.endHung(program, vigil.pid(), vigil.silence());
          vigil = Vigil.NONE;
        }
        time.sleep(Vigil.LOOK_EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (RuntimeException e) {
      LOG.error("node.program.unwatched", e, "program", program);
    }
  }

  private Optional<NodeApi.Program> running(String program) {
    return supervisor.status().stream()
        .filter(each -> each.name().equals(program) && each.pid() != 0)
        .findFirst();
  }

  private Vigil.Look look(Optional<NodeApi.Program> program, int port) {
    long pid = program.map(NodeApi.Program::pid).orElse(0L);
    Readiness.Answer answer = pid == 0 ? Readiness.Answer.NONE : ask.apply(port);
    if (program.filter(it -> health.heard(it, answer)).isPresent()) {
      onChange.run();
    }
    boolean answered = answer != Readiness.Answer.NONE;
    long ticks = proc.stat(pid).map(Proc.Stat::effortTicks).orElse(0L);
    return new Vigil.Look(time.nanos(), pid, answered, ticks);
  }

  @Override
  public synchronized void close() {
    threads.forEach(Thread::interrupt);
  }
}
