package io.bucky.node.programs;

import io.bucky.api.NodeApi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// Whether the programs that run are ready. Those that are not are asked by [#look]; of the others
/// [HangWatch] tells what it heard.
///
/// One thread looks; any may tell and read.
public final class ProgramHealth {
  /// @param wasReady whether this process was ready at any time
  private record Looked(long pid, boolean ready, boolean wasReady) {}

  private final Map<String, Integer> ports;
  private final IntFunction<Readiness.Answer> ask;
  private final Map<String, Looked> looked = new HashMap<>(); // under this

  /// @param ports program to the port whose `/readyz` tells
  /// @param ask asks a port
  public ProgramHealth(Map<String, Integer> ports, IntFunction<Readiness.Answer> ask) {
    this.ports = Map.copyOf(ports);
    this.ask = ask;
  }

  /// Asks those that are not ready.
  ///
  /// @return whether something changed
  public boolean look(List<NodeApi.Program> programs) {
    boolean changed = false;
    for (NodeApi.Program program : programs) {
      Integer port = ports.get(program.name());
      if (port != null && !isReady(program)) {
        changed |= heard(program, program.pid() == 0 ? Readiness.Answer.NONE : ask.apply(port));
      }
    }
    return changed;
  }

  /// Somebody asked a program.
  ///
  /// @return whether this changes what is known of it
  public synchronized boolean heard(NodeApi.Program program, Readiness.Answer answer) {
    boolean ready = answer == Readiness.Answer.READY;
    Looked before = looked.getOrDefault(program.name(), new Looked(0, false, false));
    boolean wasReady = ready || (before.pid == program.pid() && before.wasReady);
    looked.put(program.name(), new Looked(program.pid(), ready, wasReady));
    return before.ready != ready;
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
