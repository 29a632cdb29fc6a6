package io.bucky.node.programs;

import io.bucky.api.NodeApi;
import io.bucky.base.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// Whether the programs that run also answer. Asked often while one is starting, rarely otherwise.
///
/// One thread looks; any may read.
public final class ProgramHealth {
  /// A program that answered is asked again after this.
  private static final Duration EVERY = Duration.ofSeconds(10);

  /// @param wasReady whether this process was ready at any time
  private record Looked(long pid, boolean ready, boolean wasReady, long atNanos) {}

  private final Map<String, Integer> ports;
  private final IntPredicate ready;
  private final Time time;
  private final Map<String, Looked> looked = new HashMap<>(); // under this

  /// @param ports program to the port whose `/readyz` tells
  /// @param ready asks a port
  public ProgramHealth(Map<String, Integer> ports, IntPredicate ready, Time time) {
    this.ports = Map.copyOf(ports);
    this.ready = ready;
    this.time = time;
  }

  /// Asks those that are due.
  ///
  /// @return whether something changed
  public boolean look(List<NodeApi.Program> programs) {
    boolean changed = false;
    for (NodeApi.Program program : programs) {
      Integer port = ports.get(program.name());
      if (port == null) {
        continue;
      }
      Looked before;
      synchronized (this) {
        before = looked.getOrDefault(program.name(), new Looked(0, false, false, 0));
      }
      boolean same = before.pid == program.pid() && before.ready;
      if (same && time.nanos() - before.atNanos < EVERY.toNanos()) {
        continue;
      }
      boolean answers = program.pid() != 0 && ready.test(port);
      synchronized (this) {
        boolean wasReady = answers || (before.pid == program.pid() && before.wasReady);
        looked.put(program.name(), new Looked(program.pid(), answers, wasReady, time.nanos()));
      }
      changed |= before.ready != answers;
    }
    return changed;
  }

  /// Do all of them run and answer?
  public boolean allReady(List<NodeApi.Program> programs) {
    return programs.stream()
        .filter(program -> ports.containsKey(program.name()))
        .allMatch(this::isReady);
  }

  /// Was this process ready once? If so and it is not now, it is not starting but in trouble.
  public synchronized boolean wasReady(NodeApi.Program program) {
    Looked last = looked.get(program.name());
    return last != null && last.pid == program.pid() && last.wasReady;
  }

  public synchronized boolean isReady(NodeApi.Program program) {
    Looked last = looked.get(program.name());
    return program.pid() != 0 && last != null && last.pid == program.pid() && last.ready;
  }
}
