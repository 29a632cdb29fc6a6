package io.bucky.gateway;

import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.gateway.proxy.Live;
import io.bucky.gateway.proxy.View;
import io.bucky.gateway.route.RouteTable;
import io.bucky.identity.PublicKey;
import io.bucky.identity.TrustKeys;
import io.bucky.json.Json;
import io.bucky.zone.GatewayInfo;
import io.bucky.zone.GatewaySettings;
import io.bucky.zone.GatewaySettings.Listener;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Turns the configuration files into routes and listeners, whenever they change. A file that is
/// missing, unreadable or wrong keeps what was there before.
///
/// Guarded by itself: the start, the follower and the end use it one after another.
final class Reloader {
  private static final Log LOG = Log.of("gateway.config");

  private final ZoneLayout layout;
  private final Live live;
  private final Loops loops;
  private final Listeners listeners;
  private final CertificateKeeper certificates;
  private final Health health;
  private final TrustKeys trust;
  private String settingsText = "";
  private String infoText = "";
  private Map<String, String> trusted = Map.of();
  private GatewaySettings settings;
  private Optional<GatewayInfo> info = Optional.empty();
  private boolean stopped;

  Reloader(
      ZoneLayout layout,
      Live live,
      Loops loops,
      Listeners listeners,
      CertificateKeeper certificates,
      Health health,
      Time time) {
    this.layout = layout;
    this.live = live;
    this.loops = loops;
    this.listeners = listeners;
    this.certificates = certificates;
    this.health = health;
    this.trust = new TrustKeys(time);
    this.settings = Configuration.standard(MachineSettings.standard(), "");
  }

  /// What is served before anything has been read.
  static View nothing(ZoneLayout layout) {
    return new View(
        RouteTable.starting(new GatewaySettings.WebPorts(80, 443)),
        _ -> new io.bucky.identity.TokenVerifier.Verdict.Invalid("the zone is starting"),
        layout.root(),
        layout.root(),
        Optional.empty());
  }

  /// Runs `action` while nothing is being reloaded.
  synchronized <T> T exclusively(Supplier<T> action) {
    return action.get();
  }

  /// @return why the gateway cannot start
  synchronized List<String> first() {
    boolean own = readSettings();
    if (!own) {
      settings = Configuration.standard(machine(), "");
      if (health.hasProblem("settings")) {
        settings = statusOnly(settings);
      }
    }
    readInfo();
    apply();
    return listeners.become(wanted());
  }

  /// Looks whether a file changed, and follows it.
  synchronized void look() {
    if (stopped) {
      return;
    }
    boolean changed = readSettings();
    changed |= readInfo();
    if (changed) {
      apply();
    } else {
      certificates.keep(settings, live.view().table().zoneHost());
    }
    if (changed || health.hasProblem("listeners")) {
      List<String> problems = listeners.become(wanted());
      if (problems.isEmpty()) {
        health.healed("listeners");
      } else {
        String all = String.join(" ", problems);
        if (changed) {
          LOG.error("gateway.listener.failed", "why", all);
        }
        health.problem("listeners", all);
      }
    }
  }

  /// Nothing is followed any more.
  synchronized void stop() {
    stopped = true;
    listeners.close();
  }

  private MachineSettings machine() {
    return text(layout.machineSettings())
        .flatMap(text -> Json.read(text, MachineSettings.class).toOptional())
        .orElseGet(MachineSettings::standard);
  }

  private static GatewaySettings statusOnly(GatewaySettings all) {
    return new GatewaySettings(
        List.of(),
        all.panel(),
        all.certificate(),
        all.privateKey(),
        all.authority(),
        all.status(),
        all.webPorts());
  }

  private List<Listener> wanted() {
    var all = new ArrayList<Listener>(settings.listeners());
    all.add(new Listener("127.0.0.1", settings.status(), "status", false));
    return all;
  }

  private boolean readSettings() {
    Optional<String> text = text(layout.gatewaySettings());
    if (text.isEmpty() || text.get().equals(settingsText)) {
      return false;
    }
    settingsText = text.get();
    return switch (Configuration.settings(settingsText)) {
      case Parsed.Ok<GatewaySettings>(var read) -> {
        settings = read;
        health.healed("settings");
        LOG.info("gateway.settings.loaded", "listeners", read.listeners().size());
        yield true;
      }
      case Parsed.Malformed<GatewaySettings>(var why) -> {
        refuse("settings", layout.gatewaySettings(), why);
        yield false;
      }
    };
  }

  private boolean readInfo() {
    Optional<String> text = text(layout.gatewayInfo());
    if (text.isEmpty() || text.get().equals(infoText)) {
      return false;
    }
    infoText = text.get();
    return switch (Configuration.info(infoText)) {
      case Parsed.Ok<GatewayInfo>(var read) -> {
        info = Optional.of(read);
        health.healed("routes");
        LOG.info(
            "gateway.routes.loaded",
            "hosts",
            read.appInfo().size(),
            "services",
            read.serviceInfo().size());
        yield true;
      }
      case Parsed.Malformed<GatewayInfo>(var why) -> {
        refuse("routes", layout.gatewayInfo(), why);
        yield false;
      }
    };
  }

  private void refuse(String part, Path file, String why) {
    LOG.error("gateway.config.refused", "file", file, "why", why);
    health.problem(part, file.getFileName() + ": " + why + "; the configuration before it is kept");
  }

  /// Makes new requests see the new whole.
  private void apply() {
    info.ifPresent(this::trust);
    RouteTable table =
        info.map(read -> RouteTable.of(read, settings.webPorts()))
            .orElseGet(() -> RouteTable.starting(settings.webPorts()));
    Optional<Path> authority =
        settings.certificate().isPresent()
            ? settings.authority().map(Path::of)
            : Optional.of(certificates.authorityFile());
    live.replace(
        new View(table, trust, panel(), layout.root().resolve("data/srv/publish"), authority));
    loops.keepOnly(table.endpoints());
    certificates.keep(settings, table.zoneHost());
    health.detail("zone", table.isStarting() ? "starting" : table.zoneHost());
    health.detail("sites", Integer.toString(table.siteCount()));
  }

  private Path panel() {
    return settings.panel().isEmpty() ? layout.root().resolve("web") : Path.of(settings.panel());
  }

  /// Tokens that were verified stay known as long as no key changes.
  private void trust(GatewayInfo read) {
    if (!read.trustKey().equals(trusted)) {
      trusted = Map.copyOf(read.trustKey());
      var keys = new HashMap<String, PublicKey>();
      trusted.forEach((name, x) -> keys.put(name, new PublicKey(x)));
      trust.replace(keys);
    }
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("gateway.config.unreadable", "file", file, "why", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
