package io.bucky.gateway;

import io.bucky.base.Time;
import io.bucky.gateway.proxy.UpstreamLimits;
import io.bucky.identity.Jwt;
import io.bucky.identity.SigningKey;
import io.bucky.json.Json;
import io.bucky.zone.GatewayInfo;
import io.bucky.zone.GatewaySettings;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// A gateway over a temporary root, with what the node daemon and the scheduler would write.
final class Zone implements AutoCloseable {
  static final String HOST = "home.localhost";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ZoneLayout layout;
  private final SigningKey verifyHub = SigningKey.generate(new SecureRandom());
  private final SortedMap<String, GatewayInfo.App> apps = new TreeMap<>();
  private final SortedMap<String, GatewayInfo.Service> services = new TreeMap<>();
  private Optional<Gateway> gateway = Optional.empty();

  Zone(Path root) {
    this.layout = new ZoneLayout(root);
    apps.put("_", service("control-panel", 1));
    apps.put("sys", service("control-panel", 1));
  }

  ZoneLayout layout() {
    return layout;
  }

  static GatewayInfo.App service(String id, int port) {
    return new GatewayInfo.App(
        Optional.of(id),
        places(port),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static SortedMap<String, GatewayInfo.Place> places(int port) {
    return new TreeMap<>(java.util.Map.of("ood1", new GatewayInfo.Place(port, 100)));
  }

  /// @param state empty: it runs
  Zone app(String label, String appId, String mode, int port, String state) {
    apps.put(
        label,
        new GatewayInfo.App(
            Optional.empty(),
            new TreeMap<>(),
            Optional.of(appId),
            Optional.of(appId + "@alice"),
            Optional.of("alice"),
            Optional.of(mode),
            Optional.of("ood1"),
            Optional.of(port),
            Optional.of("My " + appId),
            state.isEmpty() ? Optional.empty() : Optional.of(state)));
    return this;
  }

  Zone without(String label) {
    apps.remove(label);
    return this;
  }

  Zone service(String name, int port, boolean known) {
    if (known) {
      services.put(name, new GatewayInfo.Service(places(port)));
    }
    return this;
  }

  void writeInfo() {
    var info =
        new GatewayInfo(
            new GatewayInfo.NodeInfo("ood1", HOST),
            apps,
            services,
            new TreeMap<>(java.util.Map.of("verify-hub", verifyHub.publicKey().x())));
    write(layout.gatewayInfo(), Json.write(info));
  }

  void writeSettings(GatewaySettings.Listener... listeners) {
    write(
        layout.gatewaySettings(),
        Json.write(
            new GatewaySettings(
                List.of(listeners),
                layout.root().resolve("web").toString(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                new GatewaySettings.WebPorts(80, 443))));
  }

  static GatewaySettings.Listener listener(String kind, int port) {
    return new GatewaySettings.Listener("127.0.0.1", port, kind, false);
  }

  /// Replaces a file in one step, as its writers do.
  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Path next = file.resolveSibling("." + file.getFileName() + ".next");
      Files.writeString(next, text);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Zone open() {
    return open(Time.system());
  }

  Zone open(Time time) {
    gateway = Optional.of(Gateway.open(layout, time));
    return this;
  }

  Zone open(Time time, UpstreamLimits limits) {
    gateway = Optional.of(Gateway.open(layout, time, limits));
    return this;
  }

  Gateway gateway() {
    return gateway.orElseThrow();
  }

  int port(String kind) {
    return gateway().port(kind).orElseThrow();
  }

  Wire http() throws IOException {
    return Wire.open(port("http"));
  }

  /// A session token of verify-hub.
  String token(String user, String app, long validSeconds) {
    var claims =
        Json.object()
            .put("iss", "verify-hub")
            .put("sub", user)
            .put("appid", app)
            .put("session", user + " at " + app)
            .put("exp", Time.system().now().getEpochSecond() + validSeconds)
            .put("jti", "1");
    return Jwt.sign(verifyHub, Optional.of("verify-hub"), claims);
  }

  /// A token of verify-hub for an installation of an app.
  String instanceToken(String user, String app, String instance, long validSeconds) {
    var claims =
        Json.object()
            .put("iss", "verify-hub")
            .put("sub", user)
            .put("appid", app)
            .put("app_instance_id", instance)
            .put("exp", Time.system().now().getEpochSecond() + validSeconds)
            .put("jti", "1");
    return Jwt.sign(verifyHub, Optional.of("verify-hub"), claims);
  }

  /// A refresh token of verify-hub.
  String refreshToken(String user, String app, String id) {
    var claims =
        Json.object()
            .put("iss", "verify-hub")
            .put("aud", "verify-hub")
            .put("sub", user)
            .put("appid", app)
            .put("session", user + " at " + app)
            .put("exp", Time.system().now().getEpochSecond() + 600_000)
            .put("jti", id);
    return Jwt.sign(verifyHub, Optional.of("verify-hub"), claims);
  }

  String readiness() throws IOException {
    try (Wire status = Wire.open(port("status"))) {
      return status.get("/readyz", "localhost").body();
    }
  }

  /// Client connections as the gateway counts them, with the one that asks.
  int connections() {
    try (Wire status = Wire.open(port("status"))) {
      return status
          .get("/metrics", "localhost")
          .body()
          .lines()
          .filter(line -> line.startsWith("gateway_connections "))
          .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(' ') + 1)))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Time passes, more than idle connections may have; then every loop has looked at what was open
  /// before.
  void pass(ShiftedTime time, Duration duration) throws IOException {
    int loops = Runtime.getRuntime().availableProcessors();
    var idle = new ArrayList<Wire>();
    for (int i = 0; i < loops; i++) {
      idle.add(Wire.open(port("status"))); // connections go to the loops in turn
    }
    for (int i = 0; i < loops; i++) {
      readiness(); // a loop that answers has taken the idle one before
    }
    time.pass(duration);
    for (Wire wire : idle) {
      if (!wire.isAtEnd()) {
        throw new AssertionError("an idle connection hears something");
      }
      wire.close();
    }
  }

  static void eventually(String what, BooleanSupplier condition) {
    long end = Time.system().nanos() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (Time.system().nanos() - end > 0) {
        throw new AssertionError("did not become true in " + PATIENCE + ": " + what);
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    gateway.ifPresent(Gateway::close);
  }
}
