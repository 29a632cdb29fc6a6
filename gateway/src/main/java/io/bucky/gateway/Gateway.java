package io.bucky.gateway;

import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.StartMemory;
import io.bucky.base.Time;
import io.bucky.base.Unwind;
import io.bucky.gateway.files.StaticFiles;
import io.bucky.gateway.proxy.Connections;
import io.bucky.gateway.proxy.Dispatcher;
import io.bucky.gateway.proxy.FrontDoor;
import io.bucky.gateway.proxy.Live;
import io.bucky.gateway.proxy.RouteStats;
import io.bucky.gateway.proxy.UpstreamLimits;
import io.bucky.gateway.tls.TlsContexts;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One running gateway: its loops, its listeners, its configuration. Any thread.
public final class Gateway implements AutoCloseable {
  private static final Log LOG = Log.of("gateway");
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final Duration DRAIN_STEP = Duration.ofMillis(20);

  private final Time time;
  private final Health health;
  private final Connections connections;
  private final Listeners listeners;
  private final Reloader reloader;
  private final Unwind resources;

  private Gateway(
      Time time,
      Health health,
      Connections connections,
      Listeners listeners,
      Reloader reloader,
      Unwind resources) {
    this.time = time;
    this.health = health;
    this.connections = connections;
    this.listeners = listeners;
    this.reloader = reloader;
    this.resources = resources;
  }

  /// Opens everything that the files below `layout` name.
  ///
  /// @throws StartFailure when the root or a required port is taken
  public static Gateway open(ZoneLayout layout, Time time) {
    return open(layout, time, UpstreamLimits.share(cores()));
  }

  private static int cores() {
    return Math.max(1, Runtime.getRuntime().availableProcessors());
  }

  /// @param limits of each loop
  static Gateway open(ZoneLayout layout, Time time, UpstreamLimits limits) {
    long began = time.nanos();
    try (var opening = new Unwind()) {
      opening.push(RootLock.take(layout.run()));
      var metrics = new Metrics();
      var health = new Health(metrics);
      int count = cores();
      Loops loops = opening.push(new Loops(count, time, metrics, limits));
      StaticFiles files = opening.push(new StaticFiles(time));
      var live = new Live(Reloader.nothing(layout));
      var connections = new Connections(metrics);
      var contexts = new TlsContexts();
      var certificates = opening.push(new CertificateKeeper(layout, contexts, health, time));
      var dispatcher =
          new Dispatcher(live, new RouteStats.Registry(metrics), health, files, metrics, time);
      Listeners listeners =
          opening.push(new Listeners(loops, new FrontDoor(dispatcher, connections, contexts)));
      var reloader = new Reloader(layout, live, loops, listeners, certificates, health, time);
      List<String> problems = reloader.first();
      if (!problems.isEmpty()) {
        throw new StartFailure(String.join(" ", problems));
      }
      opening.push(ConfigFollower.start(layout.etc(), reloader::look));
      health.detail("transport", loops.transport());
      health.ready();
      StartMemory.giveBackSoon(time);
      LOG.info(
          "gateway.started",
          "root",
          layout.root(),
          "transport",
          loops.transport(),
          "loops",
          count,
          "millis",
          Duration.ofNanos(time.nanos() - began).toMillis());
      return new Gateway(time, health, connections, listeners, reloader, opening.release());
    } catch (IOException e) {
      throw new StartFailure("The gateway cannot start: " + e.getMessage() + ".", e);
    }
  }

  /// The real port of the first open listener of `kind`; `status` is one of them.
  public Optional<Integer> port(String kind) {
    return reloader.exclusively(() -> listeners.port(kind));
  }

  /// Stops accepting, lets answers finish for five seconds, closes the rest. A second call does
  /// nothing.
  @Override
  public void close() {
    health.draining();
    reloader.stop();
    connections.drain();
    long end = time.nanos() + DRAIN.toNanos();
    try {
      while (connections.count() > 0 && time.nanos() - end < 0) {
        time.sleep(DRAIN_STEP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int cut = connections.count();
    connections.closeAll();
    resources.close();
    LOG.info("gateway.stopped", "connections_cut", cut);
  }
}
