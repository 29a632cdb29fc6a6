package io.bucky.systemconfig;

import io.bucky.access.Enforcer;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.base.Unwind;
import io.bucky.config.ConfigApi;
import io.bucky.config.ConfigStore;
import io.bucky.config.embedded.EmbeddedStore;
import io.bucky.config.embedded.FileDisk;
import io.bucky.config.embedded.StoreFailure;
import io.bucky.config.embedded.StoreLimits;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.TokenVerifier;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.http.HttpRoute;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// System config, whole: the store, its methods, the watch, and the resolver.
///
/// Every write goes through it, so that a change of the policy takes effect with its answer.
public final class SystemConfigService implements AutoCloseable {
  private final EmbeddedStore store;
  private final ZoneSecurity security;
  private final KrpcService service;
  private final List<HttpRoute> routes;
  private final Unwind resources;

  private SystemConfigService(
      EmbeddedStore store,
      ZoneSecurity security,
      KrpcService service,
      List<HttpRoute> routes,
      Unwind resources) {
    this.store = store;
    this.security = security;
    this.service = service;
    this.routes = List.copyOf(routes);
    this.resources = resources;
  }

  /// Opens the store in `directory`, or makes one there.
  ///
  /// @throws StoreFailure if it is in use, damaged, or cannot be read
  public static SystemConfigService open(
      Path directory, DeviceIdentity identity, Metrics metrics, Time time)
      throws InterruptedException {
    try {
      return open(
          EmbeddedStore.open(
              FileDisk.at(directory), time, StoreLimits.STANDARD, metrics, new SecureRandom()),
          identity,
          metrics,
          time);
    } catch (IOException e) {
      throw new StoreFailure(
          StoreFailure.Code.DISK,
          "the directory of system config cannot be made: " + e.getMessage(),
          e);
    }
  }

  /// Serves `store`, which it takes over and closes.
  public static SystemConfigService open(
      EmbeddedStore store, DeviceIdentity identity, Metrics metrics, Time time)
      throws InterruptedException {
    try (var opening = new Unwind()) {
      opening.push(store);
      ZoneSecurity security = ZoneSecurity.open(store, identity, time);
      KrpcService service =
          new ConfigWrites(store, security)
              .on(
                  new ConfigReads(store, security)
                      .on(KrpcService.named(ConfigApi.SERVICE, security.verifier())))
              .bodyBytesMax(KrpcService.UPLOAD_BYTES_MAX)
              .metrics(metrics)
              .time(time)
              .build();
      List<HttpRoute> routes =
          List.of(
              new WatchRoute(store, security, metrics, time),
              new ResolverRoute(new Resolver(store, identity, time)));
      return new SystemConfigService(store, security, service, routes, opening.release());
    }
  }

  /// Served at `/kapi/system_config` and `/kapi/system-config`.
  public KrpcService service() {
    return service;
  }

  /// The watch and the resolver.
  public List<HttpRoute> routes() {
    return routes;
  }

  /// The tree itself, for other services in the same process.
  public ConfigStore store() {
    return new LocalConfig(store, security);
  }

  /// The tokens that this service trusts: for other services in the same process.
  public TokenVerifier verifier() {
    return security.verifier();
  }

  /// The policy of this moment; ask again for every request.
  public Enforcer enforcer() {
    return security.enforcer();
  }

  /// Why it cannot serve writes; for `/readyz`. Once it says something, only a restart helps.
  public Optional<String> failure() {
    return store.failure();
  }

  @Override
  public void close() {
    resources.close();
  }
}
