package io.bucky.node.boot;

import io.bucky.api.NodeApi;
import io.bucky.base.Log;
import io.bucky.base.Time;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Where the node stands on its way to ready. Any thread.
///
/// A phase goes `waiting` -> `running` -> `done`; a running one may be `failed` for a while and run
/// again. Phases are done in order, and an earlier one that runs again puts the later ones back.
public final class Phases {
  private static final Log LOG = Log.of("node.boot");

  /// The steps in order.
  public enum Name {
    IDENTITY("identity"),
    PROGRAMS("programs"),
    SYSTEM_CONFIG("system-config"),
    ZONE("zone"),
    GATEWAY("gateway"),
    NODE_CONFIG("node-config");

    private final String text;

    Name(String text) {
      this.text = text;
    }
  }

  /// How one step is doing.
  public enum State {
    WAITING("waiting"),
    RUNNING("running"),
    DONE("done"),
    FAILED("failed");

    private final String text;

    State(String text) {
      this.text = text;
    }
  }

  private record Standing(State state, String detail, String nextStep, long at) {}

  private final Map<Name, Standing> standings = new EnumMap<>(Name.class);
  private final Time time;
  private final Runnable onChange;

  /// @param onChange called after every change, on the thread that made it; must not block
  public Phases(Time time, Runnable onChange) {
    this.time = time;
    this.onChange = onChange;
    for (Name name : Name.values()) {
      standings.put(name, new Standing(State.WAITING, "", "", time.now().toEpochMilli()));
    }
  }

  public void running(Name name, String detail) {
    set(name, State.RUNNING, detail, "");
  }

  public void done(Name name, String detail) {
    set(name, State.DONE, detail, "");
  }

  /// It did not work; it is tried again unless `nextStep` says otherwise.
  public void failed(Name name, String why, String nextStep) {
    set(name, State.FAILED, why, nextStep);
  }

  private void set(Name name, State state, String detail, String nextStep) {
    synchronized (standings) {
      Standing before = standings.getOrDefault(name, new Standing(State.WAITING, "", "", 0));
      if (before.state == state && before.detail.equals(detail)) {
        return;
      }
      long at = before.state == state ? before.at : time.now().toEpochMilli();
      standings.put(name, new Standing(state, detail, nextStep, at));
      if (before.state != state) {
        LOG.info("node.phase", "name", name.text, "state", state.text, "detail", detail);
      }
    }
    onChange.run();
  }

  public boolean allDone() {
    synchronized (standings) {
      return standings.values().stream().allMatch(each -> each.state == State.DONE);
    }
  }

  public List<NodeApi.Phase> list() {
    synchronized (standings) {
      var list = new ArrayList<NodeApi.Phase>();
      standings.forEach((name, each) ->
          list.add(
              new NodeApi.Phase(name.text, each.state.text, each.detail, each.nextStep, each.at)));
      return list;
    }
  }
}
