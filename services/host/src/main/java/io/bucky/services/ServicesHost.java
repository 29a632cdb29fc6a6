package io.bucky.services;

import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.TaskScope;
import io.bucky.base.Time;
import io.bucky.base.Unwind;
import io.bucky.config.embedded.EmbeddedStore;
import io.bucky.config.embedded.FileDisk;
import io.bucky.config.embedded.StoreLimits;
import io.bucky.identity.Sealer;
import io.bucky.identity.TrustKeys;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.LocalKrpcCaller;
import io.bucky.krpc.http.Endpoint;
import io.bucky.krpc.http.KrpcHttpServer;
import io.bucky.scheduler.SchedulerService;
import io.bucky.taskmanager.TaskManagerService;
import io.bucky.verifyhub.VerifyHubService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/// All services of this process, opened in order and closed in reverse.
///
/// What needs nothing but the stores opens at once: system config, task manager, scheduler. What
/// needs a booted zone opens on the thread that sees `boot/config` appear: verify-hub, control
/// panel, and the reports.
final class ServicesHost implements AutoCloseable {
  private static final Log LOG = Log.of("services.host");

  private final Shared shared;
  private final Map<String, Integer> ports;
  private final LocalKrpcCaller local;
  private final TrustKeys trusted;
  private final InstanceReports reports;
  private final ZoneFollower follower;
  private final Unwind resources;

  /// What every service is made of.
  ///
  /// @param tasks the task manager's own store
  private record Shared(
      Machine machine,
      EmbeddedStore config,
      EmbeddedStore tasks,
      KrpcHttpServer http,
      Metrics metrics,
      Time time,
      SecureRandom random) {}

  private ServicesHost(Shared shared, Unwind resources) {
    this.shared = shared;
    this.resources = resources;
    this.ports = ServicePorts.of(shared.machine.settings().ports());
    this.trusted = new TrustKeys(shared.time);
    this.local =
        new LocalKrpcCaller(
            new DeviceTokens(shared.machine.device(), ServicePorts.CONTROL_PANEL, shared.time),
            shared.time);
    this.reports = new InstanceReports(shared.config, shared.machine.device(), shared.time);
    this.follower =
        new ZoneFollower(
            shared.config, shared.machine.device(), trusted, this::openBooted, shared.time);
  }

  /// @throws StartFailure if this machine's files cannot be used, a store cannot be opened, or a
  ///   port is taken
  static ServicesHost open(Path root, Time time, SecureRandom random) throws InterruptedException {
    long startedNanos = time.nanos();
    var resources = new Unwind();
    boolean opened = false;
    try {
      Machine machine = Machine.read(root, time, random);
      var host = new ServicesHost(shared(machine, time, random, resources), resources);
      host.openAtOnce();
      host.follower.start();
      opened = true;
      LOG.info(
          "services.started",
          "node",
          machine.device().name(),
          "millis",
          (time.nanos() - startedNanos) / 1_000_000);
      return host;
    } finally {
      if (!opened) {
        resources.close();
      }
    }
  }

  /// Opens the two stores and the HTTP server side by side.
  private static Shared shared(Machine machine, Time time, SecureRandom random, Unwind resources)
      throws InterruptedException {
    var metrics = new Metrics();
    try (var scope = new TaskScope("services-open")) {
      var config =
          scope.fork(() ->
              resources.push(store(machine, ServicePorts.SYSTEM_CONFIG, metrics, time, random)));
      var tasks =
          scope.fork(() ->
              resources.push(
                  store(machine, ServicePorts.TASK_MANAGER, new Metrics(), time, random)));
      var http = scope.fork(() -> resources.push(KrpcHttpServer.open(metrics, time)));
      scope.join();
      return new Shared(machine, config.get(), tasks.get(), http.get(), metrics, time, random);
    } catch (ExecutionException e) {
      throw StartFailure.of(e.getCause());
    }
  }

  private static EmbeddedStore store(
      Machine machine, String service, Metrics metrics, Time time, SecureRandom random)
      throws IOException {
    return EmbeddedStore.open(
        FileDisk.at(machine.layout().local(service)), time, StoreLimits.STANDARD, metrics, random);
  }

  private void openAtOnce() throws InterruptedException {
    var tasks =
        resources.push(TaskManagerService.open(shared.tasks, _ -> {}, shared.metrics, shared.time));
    serve(tasks.service(trusted, shared.metrics), ServicePorts.TASK_MANAGER);
    var scheduler =
        resources.push(
            SchedulerService.open(
                new SchedulerService.Setup(
                    shared.config,
                    trusted,
                    shared.machine.layout(),
                    shared.machine.settings().ports(),
                    shared.machine.device().name(),
                    shared.random,
                    shared.time,
                    shared.metrics)));
    serve(scheduler.krpc(), ServicePorts.SCHEDULER);
  }

  /// The zone has booted. Runs once, on the follower's thread.
  private void openBooted() {
    try {
      var hub =
          resources.push(
              VerifyHubService.open(
                  shared.config,
                  Sealer.openOrCreate(shared.machine.layout().sealKey(), shared.random),
                  shared.machine.device(),
                  trusted,
                  shared.metrics,
                  shared.time,
                  shared.random));
      serve(hub.service(), ServicePorts.VERIFY_HUB);
      resources.push(reports);
      reports.start();
      LOG.info("services.ready");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closing; the follower ends at its next wait
    } catch (IOException e) {
      throw new StartFailure(
          ExitReason.SETTINGS, shared.machine.layout().sealKey() + " cannot be used", e);
    }
  }

  private void serve(KrpcService service, String name) {
    serve(Endpoint.of(service), service, name);
  }

  private void serve(Endpoint endpoint, KrpcService service, String name) {
    int port = ports.getOrDefault(name, 0);
    try {
      local.add(service);
      var _ =
          shared.http.listen(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port), endpoint);
      reports.add(name, port);
    } catch (IOException e) {
      throw new StartFailure(
          ExitReason.PORT,
          "%s cannot listen on 127.0.0.1:%d; stop what holds the port, or set another port_base in %s"
              .formatted(name, port, shared.machine.layout().machineSettings()),
          e);
    }
  }

  @Override
  public void close() {
    follower.close();
    resources.close();
  }
}
