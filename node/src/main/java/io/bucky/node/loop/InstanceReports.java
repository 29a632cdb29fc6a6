package io.bucky.node.loop;

import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.config.Commit;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.identity.DeviceIdentity;
import io.bucky.json.Json;
import io.bucky.zone.InstanceReport;
import io.bucky.zone.ZoneKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells system config how the apps of this node are: on every change, and every 30 s, since a
/// report counts for 90. One thread.
final class InstanceReports {
  private static final Log LOG = Log.of("node.reports");
  private static final Duration EVERY = Duration.ofSeconds(30);

  private final DeviceIdentity identity;
  private final ConfigStore store;
  private final Time time;
  private final Map<String, AppState> reported = new HashMap<>();
  private long fullAtNanos;
  private boolean away;

  InstanceReports(DeviceIdentity identity, ConfigStore store, Time time) {
    this.identity = identity;
    this.store = store;
    this.time = time;
    this.fullAtNanos = time.nanos() - EVERY.toNanos();
  }

  /// Writes what changed, or everything when it is time. A failure is made up for at the next call.
  void publish(List<AppState> states) throws InterruptedException {
    boolean full = time.nanos() - fullAtNanos >= EVERY.toNanos();
    var mutations = new ArrayList<Mutation>();
    var now = new HashMap<String, AppState>();
    for (AppState state : states) {
      now.put(state.service(), state);
      if (full || !state.equals(reported.get(state.service()))) {
        mutations.add(
            new Mutation.Set(
                ZoneKeys.instance(state.service(), identity.name()), Json.write(report(state))));
      }
    }
    for (String service : reported.keySet()) {
      if (!now.containsKey(service)) {
        mutations.add(new Mutation.Remove(ZoneKeys.instance(service, identity.name())));
      }
    }
    if (mutations.isEmpty() || !written(mutations)) {
      return;
    }
    reported.clear();
    reported.putAll(now);
    if (full) {
      fullAtNanos = time.nanos();
    }
  }

  private boolean written(List<Mutation> mutations) throws InterruptedException {
    try {
      Commit commit = store.commit(new Transaction(mutations, Optional.empty()));
      if (!(commit instanceof Commit.Applied)) {
        LOG.warn("node.reports.not_written", "outcome", commit);
      }
      away = false;
      return commit instanceof Commit.Applied;
    } catch (ConfigUnavailable e) {
      if (!away) {
        LOG.warn("node.reports.not_written", "why", String.valueOf(e.getMessage()));
      }
      away = true;
      return false;
    }
  }

  private InstanceReport report(AppState state) {
    return new InstanceReport(
        state.instance(),
        identity.name(),
        identity.did().toString(),
        state.state().wire(),
        state.ports(),
        time.now().getEpochSecond(),
        state.startedAt(),
        0,
        state.health().or(() -> Optional.of("unknown")),
        Optional.of(state.detail()).filter(_ -> state.error()));
  }
}
