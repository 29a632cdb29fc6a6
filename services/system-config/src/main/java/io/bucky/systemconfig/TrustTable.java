package io.bucky.systemconfig;

import io.bucky.base.Parsed;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.IdentityDocument;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.PublicKey;
import io.bucky.identity.TrustKeys;
import io.bucky.identity.TrustedKey;
import io.bucky.identity.TrustedKey.Holder;
import io.bucky.json.Json;
import io.bucky.zone.BootConfig;
import io.bucky.zone.UserSettings;
import io.bucky.zone.ZoneKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Whose tokens system config believes, as the tree says it now.
///
/// The names of the zone itself come first and cannot be taken by a device or a user: `verify-hub`
/// with its previous keys, the owner (`root`, `$default`, the DID), this device; then the zone's
/// other OODs and nodes, whose documents the owner signed; then users who are admin or root. Before
/// boot only the owner and this device are there.
final class TrustTable {
  private static final Set<String> TRUSTED_DEVICES =
      Set.of(DeviceDocument.OOD, DeviceDocument.NODE);
  private static final Set<String> PRIVILEGED = Set.of("admin", "root");

  private final ConfigStore store;
  private final DeviceIdentity identity;
  private final Instant now;
  private final Map<String, List<TrustedKey>> keys = new TreeMap<>();

  private TrustTable(ConfigStore store, DeviceIdentity identity, Instant now) {
    this.store = store;
    this.identity = identity;
    this.now = now;
  }

  /// @param roles member to roles of the policy tail
  static Map<String, List<TrustedKey>> read(
      ConfigStore store, DeviceIdentity identity, Map<String, Set<String>> roles, Instant now)
      throws InterruptedException {
    var table = new TrustTable(store, identity, now);
    table.addVerifyHub();
    var owner = TrustedKey.of(identity.ownerKey(), Holder.OWNER);
    table.add(TrustKeys.ROOT, owner);
    table.add(TrustKeys.DEFAULT, owner);
    table.add(identity.owner().toString(), owner);
    var self = TrustedKey.of(identity.document().key(), Holder.OOD);
    table.add(identity.name(), self);
    table.add(identity.did().toString(), self);
    if (store.get(ZoneKeys.BOOT_CONFIG).isPresent()) {
      for (String device : store.children("devices")) {
        table.addDevice(device);
      }
      for (String user : store.children("users")) {
        table.addUser(user, roles.getOrDefault(user, Set.of()));
      }
    }
    return Map.copyOf(table.keys);
  }

  private void add(String name, TrustedKey key) {
    keys.putIfAbsent(name, List.of(key));
  }

  private void addVerifyHub() throws InterruptedException {
    var trusted = new ArrayList<TrustedKey>();
    Optional<BootConfig.VerifyHubInfo> hub =
        value(ZoneKeys.BOOT_CONFIG)
            .flatMap(text -> Json.read(text, BootConfig.class).toOptional())
            .flatMap(BootConfig::verifyHubInfo);
    if (hub.isPresent()) {
      PublicKey.parseJwk(hub.get().publicKey())
          .toOptional()
          .ifPresent(key -> trusted.add(TrustedKey.of(key, Holder.VERIFY_HUB)));
      for (BootConfig.Previous previous : hub.get().previous()) {
        PublicKey.parseJwk(previous.publicKey())
            .toOptional()
            .ifPresent(key ->
                trusted.add(
                    new TrustedKey(
                        key, Holder.VERIFY_HUB, Instant.ofEpochSecond(previous.until()))));
      }
    }
    // Present even when empty: nobody else may speak under this name.
    keys.put(TrustKeys.VERIFY_HUB, List.copyOf(trusted));
  }

  private void addDevice(String name) throws InterruptedException {
    Parsed<ConfigKey> key = ConfigKey.parse("devices/" + name + "/doc");
    Optional<String> text =
        key instanceof Parsed.Ok<ConfigKey>(var doc) ? value(doc) : Optional.empty();
    text.flatMap(jwt -> DeviceDocument.verified(jwt, identity.ownerKey(), now).toOptional())
        .filter(document -> document.name().equals(name))
        .filter(document -> TRUSTED_DEVICES.contains(document.type()))
        .ifPresent(document ->
            add(
                name,
                new TrustedKey(
                    document.key(),
                    document.isOod() ? Holder.OOD : Holder.NODE,
                    document.expiresAt())));
  }

  private void addUser(String name, Set<String> roles) throws InterruptedException {
    Optional<UserSettings> settings =
        value(ZoneKeys.userSettings(name))
            .flatMap(text -> Json.read(text, UserSettings.class).toOptional());
    boolean privileged =
        settings.filter(s -> s.type() != null && PRIVILEGED.contains(s.type())).isPresent()
            || roles.stream().anyMatch(PRIVILEGED::contains);
    boolean active = settings.filter(UserSettings::active).isPresent();
    if (!privileged || !active) {
      return;
    }
    value(ZoneKeys.userDoc(name))
        .flatMap(text -> IdentityDocument.unverified(text).flatMap(OwnerDocument::of).toOptional())
        .filter(document -> document.expiresAt().isAfter(now))
        .ifPresent(document ->
            add(name, new TrustedKey(document.key(), Holder.USER, document.expiresAt())));
  }

  private Optional<String> value(ConfigKey key) throws InterruptedException {
    return store.get(key).map(Entry::value);
  }
}
