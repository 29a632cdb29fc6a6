package io.bucky.scheduler;

import io.bucky.base.Parsed;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.identity.Sealer;
import io.bucky.identity.SigningKey;
import io.bucky.json.Json;
import io.bucky.zone.KernelServices;
import io.bucky.zone.Ports;
import io.bucky.zone.ZoneKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The first content of a zone and the first round of scheduling, as one transaction that fails
/// when the zone has booted before.
final class BootPlan {
  private static final String VERSION = "0.1.0";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Founding start;
  private final SigningKey hubKey;
  private final Sealer sealer;
  private final Ports ports;

  BootPlan(Founding start, SigningKey hubKey, Sealer sealer, Ports ports) {
    this.start = start;
    this.hubKey = hubKey;
    this.sealer = sealer;
    this.ports = ports;
  }

  /// @param existing what the node wrote before: its device document and info
  Parsed<Transaction> transaction(ConfigSnapshot existing, Instant now) {
    return BootTemplate.standard()
        .fill(values())
        .map(content -> {
          SortedMap<ConfigKey, String> all = scheduled(existing, content, now);
          var mutations = new ArrayList<Mutation>();
          mutations.add(new Mutation.Create(ZoneKeys.BOOT_CONFIG, bootConfig()));
          all.forEach((key, value) -> mutations.add(new Mutation.Set(key, value)));
          return new Transaction(mutations, java.util.Optional.empty());
        });
  }

  /// `content` and what the planner makes of it.
  private SortedMap<ConfigKey, String> scheduled(
      ConfigSnapshot existing, SortedMap<ConfigKey, String> content, Instant now) {
    var entries = new TreeMap<>(existing.entries());
    content.forEach((key, value) -> entries.put(key, new Entry(value, 1)));
    entries.put(ZoneKeys.BOOT_CONFIG, new Entry(bootConfig(), 1));
    var all = new TreeMap<>(content);
    List<Mutation> planned =
        new Planner(ports).plan(new ConfigSnapshot(existing.revision(), entries), now).mutations();
    for (Mutation mutation : planned) {
      if (mutation instanceof Mutation.Set(var key, var value)) {
        all.put(key, value);
      }
    }
    return all;
  }

  /// The zone document's members at the top level, where the published SDK looks for them, with
  /// what the zone adds at run time.
  private String bootConfig() {
    ObjectNode boot = start.zone().json().deepCopy();
    boot.put("zone_document", start.zoneText());
    boot.put("hostname", start.zone().host());
    boot.put("id", start.zone().id().toString());
    boot.put("owner", start.zone().owner().toString());
    ObjectNode hub = Json.object();
    hub.set("public_key", hubKey.publicKey().jwk());
    boot.set("verify_hub_info", hub);
    return Json.write(boot);
  }

  private SortedMap<String, JsonNode> values() {
    String admin = ZoneKeys.userSettings(start.userName()).text();
    String root = ZoneKeys.userSettings("root").text();
    var values = new TreeMap<String, JsonNode>();
    put(values, "user_name", start.userName());
    put(values, "show_name", start.showName());
    put(values, "node", start.device().name());
    put(values, "version", VERSION);
    put(values, "owner_document", start.ownerText());
    put(values, "device_doc_jwt", start.deviceText());
    put(values, "admin_password", sealer.seal(admin, start.passwordHash()));
    put(values, "root_password", sealer.seal(root, start.passwordHash()));
    put(values, "verify_hub_key", sealer.seal(ZoneKeys.VERIFY_HUB_KEY.text(), hubKey.toPem()));
    KernelServices.ports(ports)
        .forEach((service, port) ->
            values.put("port_" + service.replace('-', '_'), JSON.numberNode(port)));
    return values;
  }

  private static void put(SortedMap<String, JsonNode> values, String name, String value) {
    values.put(name, JSON.stringNode(value));
  }
}
