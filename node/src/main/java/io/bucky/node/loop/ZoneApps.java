package io.bucky.node.loop;

import io.bucky.api.NodeApi;
import io.bucky.base.Backoff;
import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.TaskScope;
import io.bucky.base.Threads;
import io.bucky.base.Time;
import io.bucky.config.ConfigStore;
import io.bucky.containers.AppKey;
import io.bucky.containers.AppMeter;
import io.bucky.containers.AppRuntime;
import io.bucky.containers.engine.EngineAnswer;
import io.bucky.identity.DeviceIdentity;
import io.bucky.krpc.KrpcCaller;
import io.bucky.node.boot.GatewayFiles;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/// The apps of this node: the loop that runs them and the watches that feed it, as one thing that
/// is started and closed.
public final class ZoneApps implements AutoCloseable {
  private static final Log LOG = Log.of("node.apps");
  private static final Duration ENGINE_RETRY_FIRST = Duration.ofMillis(250);
  private static final Duration ENGINE_RETRY_LONGEST = Duration.ofSeconds(10);

  private final ConfigFeed feed;
  private final NodeLoop loop;
  private final AppRuntime runtime;
  private final AppMeter meter;
  private final String zoneId;
  private final Time time;
  private final Runnable onChange;
  private final List<Thread> threads = new ArrayList<>();

  /// @param zoneId marks what belongs to this zone on the engine
  /// @param services calls with a token of this device
  /// @param onChange called after every change of what this object tells; must not block
  public ZoneApps(
      ZoneLayout layout,
      DeviceIdentity identity,
      String zoneId,
      ConfigStore store,
      AppRuntime runtime,
      AppMeter meter,
      KrpcCaller services,
      GatewayFiles gateway,
      Metrics metrics,
      Time time,
      Runnable onChange) {
    this.runtime = runtime;
    this.meter = meter;
    this.zoneId = zoneId;
    this.time = time;
    this.onChange = onChange;
    this.feed =
        new ConfigFeed(
            identity.name(),
            store,
            layout,
            time,
            text -> takeGatewayInfo(gateway, text),
            this::changed);
    this.loop =
        new NodeLoop(
            new AppPlans(layout, identity, zoneId),
            feed,
            runtime,
            new InstanceReports(identity, store, time),
            services,
            new LoopMeter(metrics, time),
            time,
            onChange);
  }

  private void changed() {
    loop.wake();
    onChange.run();
  }

  private static void takeGatewayInfo(GatewayFiles gateway, String text) {
    try {
      var outcome = gateway.writeInfo(text);
      LOG.debug("node.gateway_info.taken", "outcome", outcome.getClass().getSimpleName());
    } catch (IOException e) {
      LOG.error("node.gateway_info.not_written", e);
    }
  }

  /// Starts from what was known last and follows system config from then on.
  public void start() {
    try {
      feed.loadCache();
    } catch (IOException e) {
      LOG.warn("node.config.cache_unreadable", e);
    }
    threads.add(Thread.ofVirtual().name("node-config-feed").start(() -> keep(feed::follow)));
    threads.add(Thread.ofVirtual().name("node-loop").start(() -> keep(loop::run)));
    threads.add(
        Thread.ofVirtual().name("node-engine-events").start(() -> keep(this::followEngine)));
  }

  /// Work that ends only by an interrupt.
  private interface Endless {
    void run() throws InterruptedException;
  }

  /// A bug in one round must not leave the machine without its loop.
  private void keep(Endless work) {
    try {
      while (true) {
        try {
          work.run();
        } catch (RuntimeException e) {
          LOG.error("node.loop.failed", e, "thread", Thread.currentThread().getName());
          time.sleep(ENGINE_RETRY_LONGEST);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void followEngine() throws InterruptedException {
    var backoff =
        new Backoff(ENGINE_RETRY_FIRST, ENGINE_RETRY_LONGEST, ThreadLocalRandom.current());
    while (true) {
      long began = time.nanos();
      String why = runtime.follow(_ -> loop.wake());
      if (time.nanos() - began > ENGINE_RETRY_LONGEST.toNanos()) {
        backoff.reset();
      }
      LOG.debug("node.engine.events_ended", "why", why);
      time.sleep(backoff.next());
      loop.wake();
    }
  }

  public List<NodeApi.App> status() {
    return loop.states().stream()
        .map(each ->
            new NodeApi.App(
                each.instance(),
                each.state().wire(),
                each.wanted() ? "started" : "stopped",
                each.detail()))
        .toList();
  }

  /// Is there an app that should run and does not because of a failure?
  public List<String> troubles() {
    return loop.states().stream()
        .filter(AppState::error)
        .map(each -> each.service() + ": " + each.detail())
        .toList();
  }

  /// Why the engine does not answer, when apps need it.
  public Optional<String> engineTrouble() {
    boolean needed = loop.states().stream().anyMatch(AppState::wanted);
    return Optional.of(loop.engineAway()).filter(why -> needed && !why.isEmpty());
  }

  /// Why system config does not answer; empty while it does.
  public Optional<String> configTrouble() {
    ConfigFeed.View view = feed.view();
    return view.connected() ? Optional.empty() : Optional.of(view.why());
  }

  /// For how long the newest config has been waiting to be carried out; 0 when it was.
  public double configBehindSeconds() {
    return loop.behind().toMillis() / 1_000.0;
  }

  /// Was this node's config read from system config and carried out?
  public boolean converged() {
    return feed.view().live() && loop.converged();
  }

  /// The last lines of an app's containers.
  public AppRuntime.LogAnswer logs(String owner, String app, Optional<String> component, int lines)
      throws InterruptedException {
    return runtime.logs(new AppKey(zoneId, owner, app), component, lines);
  }

  /// How each container of an app is and what it takes.
  public EngineAnswer<List<AppMeter.Reading>> usage(String owner, String app)
      throws InterruptedException {
    return meter.read(new AppKey(zoneId, owner, app));
  }

  public AppRuntime.EngineState engine(Duration within) throws InterruptedException {
    return runtime.engine(within);
  }

  /// Removes the containers of every app of this zone. Data stays.
  public void stopAll() throws InterruptedException {
    if (runtime.observe() instanceof AppRuntime.Observation.Seen(var apps)) {
      try (var stopping = new TaskScope("node-stop-app")) {
        for (var app : apps) {
          var _ = stopping.fork(() -> runtime.stop(app.app()));
        }
        stopping.join();
      } catch (ExecutionException e) {
        LOG.error("node.apps.not_stopped", e);
      }
    }
  }

  /// Ends the loop; the apps go on.
  @Override
  public void close() {
    Threads.end(threads);
  }
}
