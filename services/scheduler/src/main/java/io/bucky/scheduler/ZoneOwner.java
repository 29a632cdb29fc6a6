package io.bucky.scheduler;

import io.bucky.identity.PublicKey;
import io.bucky.identity.TrustKeys;
import io.bucky.zone.BootConfig;
import io.bucky.zone.UserSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import tools.jackson.databind.JsonNode;

/// Who owns the zone, and which keys its gateway trusts.
final class ZoneOwner {
  private static final String VERIFY_HUB = "verify-hub";

  private ZoneOwner() {}

  static ZoneView.Zone zone(
      BootConfig boot,
      Optional<PublicKey> ownerKey,
      SortedMap<String, NodeView> nodes,
      SortedMap<String, UserSettings> users) {
    JsonNode document = ZoneReader.claims(boot.zoneDocument());
    String host = boot.hostname().orElse(document.path("hostname").asString(""));
    String ownerDid = boot.owner().orElse(document.path("owner").asString(""));
    return new ZoneView.Zone(
        host, ownerDid, ownerUser(ownerDid, users), keys(boot, ownerKey, ownerDid, nodes));
  }

  /// The user with the owner's name, else the first admin.
  private static String ownerUser(String ownerDid, SortedMap<String, UserSettings> users) {
    String name = ownerDid.substring(ownerDid.lastIndexOf(':') + 1);
    if (users.containsKey(name)) {
      return name;
    }
    return users.entrySet().stream()
        .filter(user -> "admin".equals(user.getValue().type()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  private static List<ZoneView.TrustedKey> keys(
      BootConfig boot,
      Optional<PublicKey> ownerKey,
      String ownerDid,
      SortedMap<String, NodeView> nodes) {
    var keys = new ArrayList<ZoneView.TrustedKey>();
    boot.verifyHubInfo()
        .ifPresent(hub -> {
          add(keys, VERIFY_HUB, hub.publicKey().path("x").asString(""), Optional.empty());
          int number = 1;
          for (BootConfig.Previous previous : hub.previous()) {
            add(
                keys,
                VERIFY_HUB + "#" + number++,
                previous.publicKey().path("x").asString(""),
                Optional.of(previous.until()));
          }
        });
    String owner = ownerKey.map(PublicKey::x).orElse("");
    add(keys, "root", owner, Optional.empty());
    add(keys, "$default", owner, Optional.empty());
    if (!ownerDid.isEmpty()) {
      add(keys, ownerDid, owner, Optional.empty());
    }
    for (NodeView node : nodes.values()) {
      if (node.keepsInstances()) {
        node.key()
            .ifPresent(key ->
                add(
                    keys,
                    key.forOthers() ? node.name() : node.name() + TrustKeys.SELF,
                    key.x(),
                    Optional.empty()));
      }
    }
    return List.copyOf(keys);
  }

  private static void add(
      List<ZoneView.TrustedKey> keys, String id, String x, Optional<Long> until) {
    if (!x.isEmpty()) {
      keys.add(new ZoneView.TrustedKey(id, x, until));
    }
  }
}
