package io.bucky.zone;

import io.bucky.identity.DeviceDocument;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.PublicKey;
import io.bucky.identity.TrustKeys;
import io.bucky.identity.TrustedKey;
import io.bucky.identity.TrustedKey.Holder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The keys that a program of the zone believes, for [TrustKeys#replaceAll].
///
/// The owner's key comes from this machine's identity and is never replaced by what lies in system
/// config; a device counts only when that key signed its document.
public final class ZoneTrust {
  private ZoneTrust() {}

  /// @param boot absent before the first boot
  /// @param deviceDocs name to the text at `devices/<n>/doc`
  public static Map<String, List<TrustedKey>> keys(
      DeviceIdentity self,
      Optional<BootConfig> boot,
      SortedMap<String, String> deviceDocs,
      Instant now) {
    var keys = new TreeMap<String, List<TrustedKey>>();
    var owner = List.of(TrustedKey.of(self.ownerKey(), Holder.OWNER));
    for (String name : List.of(TrustKeys.ROOT, TrustKeys.DEFAULT, self.owner().toString())) {
      keys.put(name, owner);
    }
    boot.flatMap(BootConfig::verifyHubInfo)
        .ifPresent(hub -> keys.put(TrustKeys.VERIFY_HUB, hubKeys(hub)));
    addDevice(keys, self.document());
    deviceDocs.forEach((name, text) ->
        DeviceDocument.verified(text, self.ownerKey(), now)
            .toOptional()
            .filter(document -> document.name().equals(name))
            .ifPresent(document -> addDevice(keys, document)));
    return keys;
  }

  /// The key that signs session tokens first, then those before it.
  public static List<TrustedKey> hubKeys(BootConfig.VerifyHubInfo hub) {
    var keys = new ArrayList<TrustedKey>();
    PublicKey.parseJwk(hub.publicKey())
        .toOptional()
        .ifPresent(key -> keys.add(TrustedKey.of(key, Holder.VERIFY_HUB)));
    for (BootConfig.Previous previous : hub.previous()) {
      PublicKey.parseJwk(previous.publicKey())
          .toOptional()
          .ifPresent(key ->
              keys.add(
                  new TrustedKey(key, Holder.VERIFY_HUB, Instant.ofEpochSecond(previous.until()))));
    }
    return keys;
  }

  private static void addDevice(Map<String, List<TrustedKey>> keys, DeviceDocument document) {
    Optional<Holder> holder =
        switch (document.type()) {
          case DeviceDocument.OOD -> Optional.of(Holder.OOD);
          case DeviceDocument.NODE -> Optional.of(Holder.NODE);
          default -> Optional.empty();
        };
    holder.ifPresent(as -> {
      var key = List.of(TrustedKey.of(document.key(), as));
      keys.putIfAbsent(document.name(), key);
      keys.putIfAbsent(document.id().toString(), key);
    });
  }
}
