package io.bucky.node.loop;

import io.bucky.base.RestartPolicy;
import io.bucky.base.RestartPolicy.Event;
import io.bucky.base.RestartPolicy.State;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the node loop remembers from round to round: how often what failed. Immutable. Times are
/// monotonic.
///
/// @param apps by instance
record Memory(SortedMap<String, App> apps) {
  /// An app that cannot be started for a passing reason is tried for ever, a minute apart.
  static final RestartPolicy STARTING = new RestartPolicy(Integer.MAX_VALUE, true, true);

  Memory {
    apps = Collections.unmodifiableSortedMap(new TreeMap<>(apps));
  }

  static Memory empty() {
    return new Memory(new TreeMap<>());
  }

  /// @param generation of the spec that this is about; a new one starts over
  /// @param start how starting the app as a whole goes
  /// @param why the last failure, for a person
  /// @param components how each component goes
  record App(long generation, State start, String why, SortedMap<String, State> components) {
    App {
      components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
    }

    static App fresh(long generation) {
      return new App(generation, new State.Stopped(), "", new TreeMap<>());
    }

    /// Was it started, or seen running, under this daemon?
    boolean carriedOut() {
      return start instanceof State.Running;
    }

    App with(State nextStart, String nextWhy) {
      return new App(generation, nextStart, nextWhy, components);
    }

    App with(String component, State state) {
      var changed = new TreeMap<>(components);
      changed.put(component, state);
      return new App(generation, start, why, changed);
    }

    State component(String name) {
      return components.getOrDefault(name, new State.Stopped());
    }
  }

  App app(String instance, long generation) {
    App known = apps.get(instance);
    return known == null || known.generation != generation ? App.fresh(generation) : known;
  }

  Memory with(String instance, App app) {
    var changed = new TreeMap<String, App>(apps);
    changed.put(instance, app);
    return new Memory(changed);
  }

  /// One component was started again, or could not be.
  Memory restarted(
      String instance,
      long generation,
      String component,
      RestartPolicy policy,
      boolean worked,
      Instant now) {
    App app = app(instance, generation);
    Event event = worked ? new Event.Started(now) : new Event.Exited(-1, now);
    return with(instance, app.with(component, policy.next(app.component(component), event)));
  }

  Memory only(Map<String, ?> instances) {
    var changed = new TreeMap<String, App>(apps);
    changed.keySet().retainAll(instances.keySet());
    return new Memory(changed);
  }

  /// Starting the app worked.
  Memory started(String instance, long generation, Instant now) {
    return with(instance, app(instance, generation).with(new State.Running(0, now), ""));
  }

  /// The app's data was removed.
  Memory purged(String instance, long generation, Instant now) {
    return with(instance, app(instance, generation).with(new State.Finished(0, now), ""));
  }

  /// Starting the app did not work.
  ///
  /// @param passing it may work later without anyone doing something
  Memory failed(String instance, long generation, String why, boolean passing, Instant now) {
    App app = app(instance, generation);
    State waiting =
        app.start instanceof State.Stopped
            ? STARTING.next(app.start, new Event.StartRequested(now))
            : app.start;
    State next =
        passing ? STARTING.next(waiting, new Event.Exited(-1, now)) : new State.GaveUp(0, -1, now);
    return with(instance, app.with(next, why));
  }
}
