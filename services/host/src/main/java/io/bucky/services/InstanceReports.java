package io.bucky.services;

import io.bucky.base.Log;
import io.bucky.base.Threads;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Writes `services/<s>/instances/<node>` for every service that is up: when one comes up, and
/// every 30 s, all in one transaction. One thread of its own.
final class InstanceReports implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final Log LOG = Log.of("services.reports");

  private final ConfigStore store;
  private final DeviceIdentity device;
  private final Time time;
  private final long startedAt;
  private final Map<String, Integer> up = new ConcurrentSkipListMap<>();
  private final Semaphore news = new Semaphore(0);
  private final Thread thread;

  /// Belongs to the thread.
  private boolean refused;

  InstanceReports(ConfigStore store, DeviceIdentity device, Time time) {
    this.store = store;
    this.device = device;
    this.time = time;
    this.startedAt = time.now().getEpochSecond();
    this.thread = Thread.ofVirtual().name("instance-reports").unstarted(this::run);
  }

  /// Begins to report; call it when the zone has booted.
  void start() {
    thread.start();
  }

  /// From now on `service` answers at `port`.
  void add(String service, int port) {
    up.put(service, port);
    news.release();
  }

  private void run() {
    try {
      while (true) {
        var _ = news.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS);
        news.drainPermits();
        tryReport();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /// While system config takes no writes, since its disk is full for example, the services go on
  /// and only their reports grow old. Told once.
  private void tryReport() throws InterruptedException {
    try {
      report();
      refused = false;
    } catch (ConfigUnavailable e) {
      if (!refused) {
        LOG.warn("services.report.failed", e);
      }
      refused = true;
    }
  }

  private void report() throws InterruptedException {
    List<Mutation> writes = new ArrayList<>();
    up.forEach((service, port) ->
        writes.add(
            new Mutation.Set(
                ZoneKeys.instance(service, device.name()), Json.write(report(service, port)))));
    if (writes.isEmpty()) {
      return;
    }
    Commit commit = store.commit(new Transaction(writes, Optional.empty()));
    if (!(commit instanceof Commit.Applied)) {
      LOG.warn("services.report.refused", "why", commit);
    }
  }

  private InstanceReport report(String service, int port) {
    return new InstanceReport(
        service + "@" + device.name(),
        device.name(),
        device.did().toString(),
        "started",
        Map.of("www", port),
        time.now().getEpochSecond(),
        startedAt,
        ProcessHandle.current().pid(),
        Optional.of("healthy"),
        Optional.empty());
  }

  @Override
  public void close() {
    Threads.end(thread);
  }
}
