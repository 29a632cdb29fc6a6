package io.bucky.services;

import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.config.Change;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigWatch;
import io.bucky.config.WatchStep;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.TrustKeys;
import io.bucky.json.Json;
import io.bucky.zone.BootConfig;
import io.bucky.zone.ZoneKeys;
import io.bucky.zone.ZoneTrust;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Follows `boot/config` and `devices/<n>/doc`: keeps the trusted keys right, and says when the
/// zone has booted.
///
/// One thread of its own runs it until it is closed; `whenBooted` is called on that thread, once,
/// and is over when `close` returns.
final class ZoneFollower implements AutoCloseable {
  private static final Duration STEP_MAX = Duration.ofHours(1);
  private static final Log LOG = Log.of("services.zone");

  private final ConfigStore store;
  private final DeviceIdentity self;
  private final TrustKeys trusted;
  private final Runnable whenBooted;
  private final Time time;
  private final Thread thread;
  private boolean booted; // the thread's
  private Optional<BootConfig> boot = Optional.empty(); // likewise
  private final SortedMap<String, String> deviceDocs = new TreeMap<>(); // likewise

  ZoneFollower(
      ConfigStore store, DeviceIdentity self, TrustKeys trusted, Runnable whenBooted, Time time) {
    this.store = store;
    this.self = self;
    this.trusted = trusted;
    this.whenBooted = whenBooted;
    this.time = time;
    this.thread = Thread.ofVirtual().name("zone-follower").unstarted(this::run);
  }

  /// Trusts this device and its owner at once, and what system config says from then on.
  void start() {
    trust();
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        follow(restart());
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /// Everything from scratch.
  private long restart() throws InterruptedException {
    ConfigSnapshot bootNow = store.snapshot(ZoneKeys.BOOT_CONFIG.text());
    ConfigSnapshot devices = store.snapshot("devices");
    boot = bootNow.value(ZoneKeys.BOOT_CONFIG).flatMap(ZoneFollower::parse);
    deviceDocs.clear();
    devices.entries().forEach((key, entry) -> takeDevice(key.text(), Optional.of(entry.value())));
    trust();
    tell();
    return Math.min(bootNow.revision(), devices.revision());
  }

  private void follow(long revision) throws InterruptedException {
    try (ConfigWatch watch = store.watch("", revision)) {
      while (true) {
        switch (watch.next(STEP_MAX)) {
          case WatchStep.Changes(var changes, var _) -> {
            if (changes.stream().filter(this::take).count() > 0) {
              trust();
              tell();
            }
          }
          case WatchStep.Compacted _, WatchStep.Unavailable _ -> {
            return;
          }
        }
      }
    }
  }

  /// @return whether it matters here
  private boolean take(Change change) {
    if (change.key().equals(ZoneKeys.BOOT_CONFIG)) {
      boot = change.value().flatMap(ZoneFollower::parse);
      return true;
    }
    return takeDevice(change.key().text(), change.value());
  }

  private boolean takeDevice(String key, Optional<String> value) {
    if (!key.startsWith("devices/") || !key.endsWith("/doc")) {
      return false;
    }
    String name = key.substring("devices/".length(), key.length() - "/doc".length());
    value.ifPresentOrElse(text -> deviceDocs.put(name, text), () -> deviceDocs.remove(name));
    return true;
  }

  private void trust() {
    trusted.replaceAll(ZoneTrust.keys(self, boot, deviceDocs, time.now()));
  }

  private void tell() {
    if (!booted && boot.isPresent()) {
      booted = true;
      LOG.info("zone.booted", "zone", self.zone());
      whenBooted.run();
    }
  }

  private static Optional<BootConfig> parse(String text) {
    return switch (Json.read(text, BootConfig.class)) {
      case Parsed.Ok<BootConfig>(var boot) -> Optional.of(boot);
      case Parsed.Malformed<BootConfig>(var why) -> {
        LOG.error("zone.boot_config.unreadable", "why", why);
        yield Optional.empty();
      }
    };
  }

  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
