package io.bucky.services;

import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.StartMemory;
import io.bucky.base.TaskScope;
import io.bucky.base.Time;
import io.bucky.base.Unwind;
import io.bucky.config.ConfigStore;
import io.bucky.config.embedded.EmbeddedStore;
import io.bucky.config.embedded.FileDisk;
import io.bucky.config.embedded.StoreLimits;
import io.bucky.controlpanel.ControlPanelService;
import io.bucky.controlpanel.apps.EngineImages;
import io.bucky.identity.Sealer;
import io.bucky.krpc.DeviceTokens;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.LocalKrpcCaller;
import io.bucky.krpc.http.Endpoint;
import io.bucky.krpc.http.HttpRoute;
import io.bucky.krpc.http.KrpcHttpServer;
import io.bucky.scheduler.SchedulerService;
import io.bucky.systemconfig.SystemConfigService;
import io.bucky.taskmanager.TaskManagerService;
import io.bucky.verifyhub.VerifyHubService;
import io.bucky.zone.KernelServices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/// All services of this process, opened in order and closed in reverse.
///
/// What needs nothing but the stores opens at once: system config, task manager, scheduler. What
/// needs a booted zone opens on the thread that sees `boot/config` appear: verify-hub, control
/// panel, and the reports.
final class ServicesHost implements AutoCloseable {
  private static final Log LOG = Log.of("services.host");

  private final Common common;
  private final SystemConfigService config;
  private final ConfigStore store;
  private final EmbeddedStore taskStore;
  private final KrpcHttpServer http;
  private final Map<String, Integer> ports;
  private final LocalKrpcCaller local;
  private final InstanceReports reports;
  private final BootWatch boot;
  private final Unwind resources;

  /// What every service is made of.
  private record Common(Machine machine, Metrics metrics, Time time, SecureRandom random) {}

  private ServicesHost(
      Common common,
      SystemConfigService config,
      EmbeddedStore taskStore,
      KrpcHttpServer http,
      Unwind resources) {
    this.common = common;
    this.config = config;
    this.store = config.store();
    this.taskStore = taskStore;
    this.http = http;
    this.resources = resources;
    this.ports = KernelServices.ports(common.machine.settings().ports());
    this.local =
        new LocalKrpcCaller(
            new DeviceTokens(common.machine.device(), KernelServices.CONTROL_PANEL, common.time),
            common.time);
    this.reports = new InstanceReports(store, common.machine.device(), common.time);
    this.boot = new BootWatch(store, this::openBooted, common.time);
  }

  /// @throws StartFailure if this machine's files cannot be used, a store cannot be opened, or a
  ///   port is taken
  static ServicesHost open(Path root, Time time, SecureRandom random) throws InterruptedException {
    long startedNanos = time.nanos();
    var resources = new Unwind();
    boolean opened = false;
    try {
      var common = new Common(Machine.read(root, time, random), new Metrics(), time, random);
      ServicesHost host = open(common, resources);
      host.openAtOnce();
      host.boot.start();
      opened = true;
      LOG.info(
          "services.started",
          "node",
          common.machine.device().name(),
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
  private static ServicesHost open(Common common, Unwind resources) throws InterruptedException {
    try (var scope = new TaskScope("services-open")) {
      var config = scope.fork(() -> resources.push(openConfig(common)));
      var tasks =
          scope.fork(
              () -> resources.push(store(common, KernelServices.TASK_MANAGER, new Metrics())));
      var http = scope.fork(() -> resources.push(KrpcHttpServer.open(common.metrics, common.time)));
      scope.join();
      return new ServicesHost(common, config.get(), tasks.get(), http.get(), resources);
    } catch (ExecutionException e) {
      throw StartFailure.of(e.getCause());
    }
  }

  private static SystemConfigService openConfig(Common common)
      throws IOException, InterruptedException {
    return SystemConfigService.open(
        store(common, KernelServices.SYSTEM_CONFIG, common.metrics),
        common.machine.device(),
        common.metrics,
        common.time);
  }

  private static EmbeddedStore store(Common common, String service, Metrics metrics)
      throws IOException {
    return EmbeddedStore.open(
        FileDisk.at(common.machine.layout().local(service)),
        common.time,
        StoreLimits.STANDARD,
        metrics,
        common.random);
  }

  private void openAtOnce() throws InterruptedException {
    Endpoint endpoint = Endpoint.of(config.service());
    for (HttpRoute route : config.routes()) {
      endpoint = endpoint.with(route);
    }
    serve(endpoint.readyWhen(config::failure), config.service(), KernelServices.SYSTEM_CONFIG);
    var tasks =
        resources.push(TaskManagerService.open(taskStore, _ -> {}, common.metrics, common.time));
    serve(tasks.service(config.verifier(), common.metrics), KernelServices.TASK_MANAGER);
    var scheduler =
        resources.push(
            SchedulerService.open(
                new SchedulerService.Setup(
                    store,
                    config.verifier(),
                    common.machine.layout(),
                    common.machine.settings().ports(),
                    common.machine.device().name(),
                    common.random,
                    common.time,
                    common.metrics)));
    serve(scheduler.krpc(), KernelServices.SCHEDULER);
  }

  /// The zone has booted. Runs once, on the thread of `boot`.
  private void openBooted() {
    try {
      var hub =
          resources.push(
              VerifyHubService.open(
                  store,
                  Sealer.openOrCreate(common.machine.layout().sealKey(), common.random),
                  common.machine.device(),
                  config.verifier(),
                  common.metrics,
                  common.time,
                  common.random));
      serve(hub.service(), KernelServices.VERIFY_HUB);
      openPanel();
      resources.push(reports);
      reports.start();
      LOG.info("services.ready");
      StartMemory.giveBackSoon(common.time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closing
    } catch (IOException e) {
      throw new StartFailure(
          ExitReason.SETTINGS, common.machine.layout().sealKey() + " cannot be used", e);
    }
  }

  private void openPanel() {
    var images =
        new EngineImages(common.machine.settings().engineSocket(), System.getenv(), common.time);
    var panel =
        resources.push(
            ControlPanelService.open(
                new ControlPanelService.Setup(
                    store,
                    config.verifier(),
                    local,
                    images,
                    common.machine.layout(),
                    common.machine.device().name(),
                    common.random,
                    common.time,
                    common.metrics)));
    serve(endpoint(panel.krpc(), panel.routes()), panel.krpc(), KernelServices.CONTROL_PANEL);
  }

  private static Endpoint endpoint(KrpcService service, List<HttpRoute> routes) {
    Endpoint endpoint = Endpoint.of(service);
    for (HttpRoute route : routes) {
      endpoint = endpoint.with(route);
    }
    return endpoint;
  }

  private void serve(KrpcService service, String name) {
    serve(Endpoint.of(service), service, name);
  }

  private void serve(Endpoint endpoint, KrpcService service, String name) {
    int port = ports.getOrDefault(name, 0);
    try {
      local.add(service);
      var _ = http.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), endpoint);
      reports.add(name, port);
    } catch (IOException e) {
      throw new StartFailure(
          ExitReason.PORT,
          "%s cannot listen on 127.0.0.1:%d; stop what holds the port, or set another port_base in %s"
              .formatted(name, port, common.machine.layout().machineSettings()),
          e);
    }
  }

  @Override
  public void close() {
    boot.close();
    resources.close();
  }
}
