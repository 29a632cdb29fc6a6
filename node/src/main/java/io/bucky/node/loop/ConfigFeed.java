package io.bucky.node.loop;

import io.bucky.base.AtomicFile;
import io.bucky.base.Backoff;
import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.config.Change;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.ConfigWatch;
import io.bucky.config.WatchStep;
import io.bucky.json.Json;
import io.bucky.zone.NodeConfig;
import io.bucky.zone.ZoneKeys;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/// Follows what system config says of this node: its config, its gateway info, and `boot/config`.
///
/// The last known state is kept in `local/node/known.json`, so that a node without system config
/// starts what it ran before. One thread runs [#follow]; [#view] is safe for any.
final class ConfigFeed {
  private static final Log LOG = Log.of("node.config");
  private static final Duration STEP_MAX = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /// What is known.
  ///
  /// @param live read from system config by this process, not from the cache
  /// @param connected whether system config answers now
  /// @param configSince when this config was first seen, monotonic; 0 while there is none
  record View(
      Optional<NodeConfig> config,
      Optional<String> bootConfig,
      boolean live,
      boolean connected,
      String why,
      long configSince) {}

  /// The cache's content.
  private record Known(Optional<NodeConfig> config, Optional<String> bootConfig) {
    Known {
      config = config == null ? Optional.empty() : config;
      bootConfig = bootConfig == null ? Optional.empty() : bootConfig;
    }
  }

  private final String node;
  private final ConfigStore store;
  private final Path cache;
  private final Time time;
  private final Consumer<String> onGatewayInfo;
  private final Runnable onChange;
  private volatile View view =
      new View(Optional.empty(), Optional.empty(), false, false, "not asked yet", 0);

  /// @param onGatewayInfo the text of `nodes/<n>/gateway_info`, on the following thread
  /// @param onChange called after every change of the view; must not block
  ConfigFeed(
      String node,
      ConfigStore store,
      ZoneLayout layout,
      Time time,
      Consumer<String> onGatewayInfo,
      Runnable onChange) {
    this.node = node;
    this.store = store;
    this.cache = layout.local("node").resolve("known.json");
    this.time = time;
    this.onGatewayInfo = onGatewayInfo;
    this.onChange = onChange;
  }

  View view() {
    return view;
  }

  /// Takes what the last daemon knew.
  void loadCache() throws IOException {
    try {
      switch (Json.read(Files.readString(cache), Known.class)) {
        case Parsed.Ok<Known>(var known) ->
            view =
                new View(
                    known.config(),
                    known.bootConfig(),
                    false,
                    false,
                    "system config: not yet",
                    time.nanos());
        case Parsed.Malformed<Known>(var why) ->
            LOG.warn("node.config.cache_unreadable", "file", cache, "why", why);
      }
    } catch (NoSuchFileException e) {
      // a first start
    }
  }

  /// Runs until interrupted.
  void follow() throws InterruptedException {
    var backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, ThreadLocalRandom.current());
    while (true) {
      try {
        ConfigSnapshot snapshot = store.snapshot("nodes/" + node);
        Optional<String> boot = store.get(ZoneKeys.BOOT_CONFIG).map(entry -> entry.value());
        var known = new HashMap<ConfigKey, String>();
        snapshot.entries().forEach((key, entry) -> known.put(key, entry.value()));
        publish(known, boot);
        backoff.reset();
        watch(known, boot, snapshot.revision(), backoff);
      } catch (ConfigUnavailable e) {
        disconnected(String.valueOf(e.getMessage()));
      }
      time.sleep(backoff.next());
    }
  }

  /// Returns when a snapshot is needed.
  private void watch(
      Map<ConfigKey, String> known, Optional<String> boot, long revision, Backoff backoff)
      throws InterruptedException {
    try (ConfigWatch watch = store.watch("nodes/" + node, revision)) {
      while (true) {
        switch (watch.next(STEP_MAX)) {
          case WatchStep.Changes(var changes, _) -> {
            backoff.reset();
            if (!changes.isEmpty()) {
              changes.forEach(change -> apply(known, change));
              publish(known, boot);
            } else if (!view.connected) {
              publish(known, boot);
            }
          }
          case WatchStep.Compacted _ -> {
            return;
          }
          case WatchStep.Unavailable(var why) -> {
            disconnected(why);
            return;
          }
        }
      }
    }
  }

  private static void apply(Map<ConfigKey, String> known, Change change) {
    if (change.value().isPresent()) {
      known.put(change.key(), change.value().get());
    } else {
      known.remove(change.key());
    }
  }

  private void publish(Map<ConfigKey, String> known, Optional<String> boot) {
    Optional.ofNullable(known.get(ZoneKeys.gatewayInfo(node))).ifPresent(onGatewayInfo);
    View before = view;
    Optional<NodeConfig> config = before.config;
    boolean live = before.live;
    String text = known.get(ZoneKeys.nodeConfig(node));
    if (text != null) {
      switch (Json.read(text, NodeConfig.class)) {
        case Parsed.Ok<NodeConfig>(var read) -> {
          config = Optional.of(read);
          live = true;
        }
        case Parsed.Malformed<NodeConfig>(var why) ->
            LOG.error("node.config.malformed", "key", ZoneKeys.nodeConfig(node), "why", why);
      }
    }
    long since = before.config.equals(config) ? before.configSince : time.nanos();
    view = new View(config, boot.or(() -> before.bootConfig), live, true, "", since);
    if (!before.config.equals(config) || !before.bootConfig.equals(view.bootConfig)) {
      save(new Known(config, view.bootConfig));
    }
    if (!before.connected) {
      LOG.info("node.config.connected", "node", node);
    }
    onChange.run();
  }

  private void disconnected(String why) {
    View before = view;
    view = new View(before.config, before.bootConfig, before.live, false, why, before.configSince);
    if (before.connected) {
      LOG.warn("node.config.disconnected", "why", why);
    }
    onChange.run();
  }

  /// Private: app settings may hold passwords.
  private void save(Known known) {
    try {
      AtomicFile.writePrivate(cache, Json.writeBytes(known));
    } catch (IOException e) {
      LOG.warn("node.config.cache_not_written", e, "file", cache);
    }
  }
}
