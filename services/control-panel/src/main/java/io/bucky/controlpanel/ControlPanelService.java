package io.bucky.controlpanel;

import io.bucky.api.panel.ControlPanel;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.base.Unwind;
import io.bucky.config.ConfigStore;
import io.bucky.controlpanel.apps.AppMethods;
import io.bucky.controlpanel.apps.ImageLookup;
import io.bucky.controlpanel.auth.AuthMethods;
import io.bucky.controlpanel.system.SystemMethods;
import io.bucky.identity.TokenVerifier;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.http.HttpRoute;
import io.bucky.krpc.socket.SocketKrpcCaller;
import io.bucky.zone.ZoneLayout;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/// The control panel of a zone. Open it once in a program; any thread may call.
public final class ControlPanelService implements AutoCloseable {
  private static final Duration SOCKET_MAX = Duration.ofSeconds(10);

  private final KrpcService krpc;
  private final List<HttpRoute> routes;
  private final Unwind resources;

  /// What the service is made of.
  ///
  /// @param store system config, in the name of `control-panel`
  /// @param zone calls verify-hub and task manager with a token of this device (`sub` the device,
  ///   `appid` `control-panel`)
  /// @param images asks the container engine
  /// @param node the short name of this device
  public record Setup(
      ConfigStore store,
      TokenVerifier verifier,
      KrpcCaller zone,
      ImageLookup images,
      ZoneLayout layout,
      String node,
      SecureRandom random,
      Time time,
      Metrics metrics) {}

  private ControlPanelService(KrpcService krpc, List<HttpRoute> routes, Unwind resources) {
    this.krpc = krpc;
    this.routes = routes;
    this.resources = resources;
  }

  /// Starts measuring the machine and following unfinished tasks.
  public static ControlPanelService open(Setup setup) {
    try (var opening = new Unwind()) {
      var access = new PanelAccess(setup.store);
      var socket =
          opening.push(new SocketKrpcCaller(setup.layout.nodeSocket(), SOCKET_MAX, setup.time));
      var auth =
          new AuthMethods(
              setup.zone, setup.store, setup.layout, setup.node, setup.random, setup.time);
      var apps =
          opening.push(
              AppMethods.open(
                  new AppMethods.Parts(
                      setup.store,
                      access,
                      setup.zone,
                      socket,
                      setup.images,
                      setup.layout,
                      setup.node,
                      setup.random,
                      setup.time)));
      var system =
          opening.push(
              SystemMethods.open(
                  setup.store, access, socket, setup.layout, setup.node, setup.time));
      var builder = KrpcService.named(ControlPanel.SERVICE, setup.verifier);
      KrpcService krpc =
          system
              .addTo(apps.addTo(auth.addTo(builder)))
              .bodyBytesMax(KrpcService.UPLOAD_BYTES_MAX)
              .metrics(setup.metrics)
              .time(setup.time)
              .build();
      return new ControlPanelService(krpc, auth.routes(), opening.release());
    }
  }

  public KrpcService krpc() {
    return krpc;
  }

  /// `/sso_callback`, `/sso_refresh`, `/sso_logout`, on the same port as the kRPC methods.
  public List<HttpRoute> routes() {
    return routes;
  }

  @Override
  public void close() {
    resources.close();
  }
}
