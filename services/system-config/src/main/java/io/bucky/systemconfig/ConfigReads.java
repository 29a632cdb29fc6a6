package io.bucky.systemconfig;

import io.bucky.base.Parsed;
import io.bucky.config.ConfigApi;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.config.KeyPrefix;
import io.bucky.identity.SessionToken;
import io.bucky.krpc.Caller;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.None;
import io.bucky.krpc.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Answers the methods of `system_config` that read. Nobody is told of a key that they may not
/// read.
final class ConfigReads {
  private static final Set<String> DUMPERS = Set.of("scheduler", "node-daemon");
  private static final List<String> DUMPED =
      List.of("boot", "devices", "users", "services", "system", "nodes");

  private final ConfigStore store;
  private final ZoneSecurity security;

  ConfigReads(ConfigStore store, ZoneSecurity security) {
    this.store = store;
    this.security = security;
  }

  KrpcService.Builder on(KrpcService.Builder service) {
    return service
        .onMemory(ConfigApi.GET, (caller, key) -> keyed(key.key(), k -> get(caller, k)))
        .on(ConfigApi.LIST, (caller, key) -> list(caller, key.key()))
        .on(ConfigApi.DUMP_FOR_SCHEDULER, (caller, _) -> dump(caller))
        .on(ConfigApi.REFRESH_TRUST_KEYS, (_, _) -> refresh())
        .on(ConfigApi.SNAPSHOT, (caller, prefix) -> snapshot(caller, prefix.prefix()))
        .on(ConfigApi.HISTORY, (caller, key) -> keyed(key.key(), k -> history(caller, k)));
  }

  /// Something that needs a key.
  @FunctionalInterface
  private interface Keyed<R> {
    Reply<R> with(ConfigKey key) throws InterruptedException;
  }

  private static <R> Reply<R> keyed(String text, Keyed<R> action) throws InterruptedException {
    if (text.isEmpty()) {
      return Reply.bad("Missing key");
    }
    return switch (ConfigKey.parse(text)) {
      case Parsed.Ok<ConfigKey>(var key) -> action.with(key);
      case Parsed.Malformed<ConfigKey>(var why) -> Reply.bad(why);
    };
  }

  private Reply<ConfigApi.Found> get(Caller caller, ConfigKey key) throws InterruptedException {
    return security.mayRead(caller.verified(), key.text())
        ? Reply.ok(new ConfigApi.Found(store.get(key)))
        : noRead();
  }

  private static <R> Reply<R> noRead() {
    return Reply.denied("No read permission");
  }

  /// The children that the caller may read, or that lead to something below.
  private Reply<ConfigApi.Names> list(Caller caller, String text) throws InterruptedException {
    if (!(KeyPrefix.parse(text) instanceof Parsed.Ok<KeyPrefix>(var prefix))) {
      return Reply.bad("not a key: " + text);
    }
    SessionToken who = caller.verified();
    List<String> names = store.children(prefix.text());
    if (security.mayReadBelow(who, prefix.text())) {
      return Reply.ok(new ConfigApi.Names(names));
    }
    String start = prefix.text().isEmpty() ? "" : prefix.text() + "/";
    List<String> readable =
        names.stream()
            .filter(name ->
                security.mayRead(who, start + name) || security.mayReadBelow(who, start + name))
            .toList();
    return readable.isEmpty() ? noRead() : Reply.ok(new ConfigApi.Names(readable));
  }

  private Reply<ConfigApi.Dump> dump(Caller caller) throws InterruptedException {
    SessionToken who = caller.verified();
    if (!DUMPERS.contains(who.appId())) {
      return Reply.denied("No permission");
    }
    ConfigSnapshot all = store.snapshot("");
    var values = new TreeMap<String, String>();
    for (Map.Entry<ConfigKey, Entry> entry : all.entries().entrySet()) {
      String key = entry.getKey().text();
      if (DUMPED.contains(key.substring(0, Math.max(0, key.indexOf('/'))))) {
        if (!security.mayRead(who, key)) {
          return Reply.denied("No permission");
        }
        values.put(key, entry.getValue().value());
      }
    }
    return Reply.ok(new ConfigApi.Dump(values));
  }

  private Reply<None> refresh() throws InterruptedException {
    security.reload();
    return Reply.ok(None.NONE);
  }

  private Reply<ConfigApi.Snapshot> snapshot(Caller caller, String text)
      throws InterruptedException {
    if (!(KeyPrefix.parse(text) instanceof Parsed.Ok<KeyPrefix>(var prefix))) {
      return Reply.bad("not a key: " + text);
    }
    SessionToken who = caller.verified();
    ConfigSnapshot snapshot = store.snapshot(prefix.text());
    var entries = new LinkedHashMap<String, Entry>();
    snapshot
        .entries()
        .forEach((key, entry) -> {
          if (security.mayRead(who, key.text())) {
            entries.put(key.text(), entry);
          }
        });
    return Reply.ok(new ConfigApi.Snapshot(snapshot.revision(), entries));
  }

  private Reply<ConfigApi.Changes> history(Caller caller, ConfigKey key)
      throws InterruptedException {
    if (!security.mayRead(caller.verified(), key.text())) {
      return noRead();
    }
    return Reply.ok(
        new ConfigApi.Changes(
            store.history(key).stream()
                .map(c -> new ConfigApi.HistoricChange(c.revision(), c.value(), c.version()))
                .toList()));
  }
}
