package io.bucky.scheduler;

import io.bucky.base.Parsed;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.identity.BootDocument;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.Did;
import io.bucky.identity.OodString;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.Sealer;
import io.bucky.identity.SigningKey;
import io.bucky.identity.ZoneDocument;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import io.bucky.zone.InstanceReport;
import io.bucky.zone.Ports;
import io.bucky.zone.ZoneKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// A zone `home.localhost` of `alice` with the node `ood1`, as plain key and value, and the planner
/// that works on it. Documents are really signed.
final class ZoneFixture {
  static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  static final Ports PORTS = new Ports(Ports.STANDARD_BASE);
  static final Did OWNER = new Did("bns", "alice");

  final SigningKey ownerKey = SigningKey.fromSeed(filled(1));
  final SigningKey deviceKey = SigningKey.fromSeed(filled(2));
  final SigningKey hubKey = SigningKey.fromSeed(filled(3));
  final TreeMap<ConfigKey, Entry> tree = new TreeMap<>();
  final Planner planner = new Planner(PORTS);

  static byte[] filled(int value) {
    var seed = new byte[SigningKey.SEED_BYTES];
    Arrays.fill(seed, (byte) value);
    return seed;
  }

  /// What activation leaves in `etc/start_config.json`.
  ObjectNode startConfig() {
    var owner = OwnerDocument.build(OWNER, "alice", "Alice", ownerKey.publicKey(), NOW);
    var zoneDid = new Did("web", "home.localhost");
    var boot =
        BootDocument.build(
            List.of(OodString.parse("ood1").orThrow()), Optional.empty(), NOW.plusSeconds(999_999));
    var zone =
        ZoneDocument.build(zoneDid, "home.localhost", OWNER, ownerKey.publicKey(), boot, "", NOW);
    var config = Json.object();
    config.put("user_name", "Alice");
    config.set("owner_document", owner.json());
    config.put("zone_name", zoneDid.toString());
    config.put("access_hostname", "home.localhost");
    config.put("zone_document_jwt", zone.sign(ownerKey));
    config.put("ood_jwt", deviceJwt("ood1", DeviceDocument.OOD, deviceKey, ownerKey));
    config.put("admin_password_hash", Base64.getEncoder().encodeToString(filled(9)));
    return config;
  }

  String deviceJwt(String name, String type, SigningKey key, SigningKey signer) {
    return DeviceDocument.build(
            new Did("dev", key.publicKey().x()),
            name,
            type,
            key.publicKey(),
            OWNER,
            new Did("web", "home.localhost"),
            Optional.empty(),
            NOW)
        .sign(signer);
  }

  /// A booted zone with `ood1` ready.
  static ZoneFixture booted(Path directory) throws IOException {
    var zone = new ZoneFixture();
    zone.node("ood1", "");
    Sealer sealer = Sealer.openOrCreate(directory.resolve("seal.key"), new SecureRandom());
    Founding start = Founding.parse(Json.write(zone.startConfig())).orThrow();
    zone.apply(
        new BootPlan(start, zone.hubKey, sealer, PORTS)
            .transaction(zone.snapshot(), NOW)
            .orThrow());
    zone.settle(NOW);
    return zone;
  }

  ZoneFixture node(String name, String more) {
    return set(
        ZoneKeys.deviceInfo(name).text(),
        ("{\"id\":\"did:bns:%s.alice\",\"device_type\":\"ood\",\"cpu_mhz\":8000,"
                + "\"cpu_usage\":10,\"total_mem\":8589934592,\"mem_usage\":1073741824,"
                + "\"support_container\":true%s}")
            .formatted(name, more));
  }

  ZoneFixture user(String name, String type) {
    return set(
        ZoneKeys.userSettings(name).text(),
        "{\"user_id\":\"%s\",\"type\":\"%s\",\"state\":\"active\"}".formatted(name, type));
  }

  /// A web app as the installer writes it.
  ZoneFixture app(String user, String name, int index, String more) {
    return set(
        ZoneKeys.appSpec(user, name).text(),
        ("{\"app_doc\":{\"name\":\"%s\",\"show_name\":\"%s\"},\"app_index\":%d,\"user_id\":\"%s\","
                + "\"enable\":true,\"expected_instance_count\":1,\"state\":\"new\",\"spec_config\":"
                + "{\"service_config\":{\"www\":{\"protocol\":\"http\",\"inner_port\":80}}}%s}")
            .formatted(name, name, index, user, more));
  }

  ZoneFixture edit(String key, java.util.function.Consumer<ObjectNode> change) {
    var json = (ObjectNode) Json.parse(text(key)).orThrow();
    change.accept(json);
    return set(key, Json.write(json));
  }

  ZoneFixture report(String service, String node, String state, Instant at) {
    var report =
        new InstanceReport(
            service + "@" + node,
            node,
            "did:bns:ood1.alice",
            state,
            Map.of("www", 10_016),
            at.getEpochSecond(),
            at.getEpochSecond(),
            77,
            Optional.empty(),
            Optional.empty());
    return set(ZoneKeys.instance(service, node).text(), Json.write(report));
  }

  ZoneFixture set(String key, String value) {
    var at = ConfigKey.of(key);
    long version = Optional.ofNullable(tree.get(at)).map(Entry::version).orElse(0L);
    tree.put(at, new Entry(value, version + 1));
    return this;
  }

  ConfigSnapshot snapshot() {
    return new ConfigSnapshot(1, new TreeMap<>(tree));
  }

  Plan plan(Instant now) {
    return planner.plan(snapshot(), now);
  }

  /// Plans and applies until nothing is left to do.
  Plan settle(Instant now) {
    for (int round = 0; round < 50; round++) {
      Plan plan = plan(now);
      if (plan.mutations().isEmpty()) {
        return plan;
      }
      apply(plan.transaction());
    }
    throw new AssertionError("the plan does not settle: " + plan(now).mutations());
  }

  void apply(Transaction transaction) {
    for (Mutation mutation : transaction.mutations()) {
      switch (mutation) {
        case Mutation.Set(var key, var value) -> set(key.text(), value);
        case Mutation.Create(var key, var value) -> set(key.text(), value);
        case Mutation.Remove(var key) -> tree.remove(key);
        case Mutation.SetByPath(var key, var changes) ->
            changes.forEach((path, value) ->
                edit(
                    key.text(),
                    json ->
                        json.set(path.substring(1), Json.parse(value.orElseThrow()).orThrow())));
        case Mutation.Append _, Mutation.Delete _ ->
            throw new AssertionError("a plan never does " + mutation);
      }
    }
  }

  String text(String key) {
    Entry entry = tree.get(ConfigKey.of(key));
    if (entry == null) {
      throw new AssertionError("nothing at " + key);
    }
    return entry.value();
  }

  <T> T read(ConfigKey key, Class<T> type) {
    Parsed<T> parsed = Json.read(text(key.text()), type);
    return parsed.orThrow();
  }

  AppSpec spec(String user, String app) {
    return read(ZoneKeys.appSpec(user, app), AppSpec.class);
  }

  /// What a map has at `key`; failing when it has nothing.
  static <V> V at(Map<String, V> map, String key) {
    V value = map.get(key);
    if (value == null) {
      throw new AssertionError("no '" + key + "' in " + map.keySet());
    }
    return value;
  }
}
