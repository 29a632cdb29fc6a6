package io.bucky.verifyhub;

import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.base.Time;
import io.bucky.config.Commit;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.identity.Jwt;
import io.bucky.identity.PublicKey;
import io.bucky.identity.Sealer;
import io.bucky.identity.SigningKey;
import io.bucky.identity.TrustKeys;
import io.bucky.identity.TrustedKey;
import io.bucky.json.Json;
import io.bucky.zone.BootConfig;
import io.bucky.zone.ZoneKeys;
import io.bucky.zone.ZoneTrust;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The key that signs the zone's tokens, and the ones before it.
///
/// The private key lies sealed at `security/verify-hub/key`, the public ones at `boot/config`. A
/// new key is announced a few seconds before it signs, so that no service meets an unknown one.
/// There is no built-in key. Any thread.
final class HubKeys {
  /// Every service follows `boot/config` by a watch; this is ample.
  static final Duration ANNOUNCED_BEFORE = Duration.ofSeconds(5);

  private static final Log LOG = Log.of("verify-hub.keys");
  private static final int PREVIOUS_MAX = 16;

  private final ConfigStore store;
  private final Sealer sealer;
  private final Time time;
  private final SecureRandom random;
  private volatile Ring ring;

  private HubKeys(ConfigStore store, Sealer sealer, Time time, SecureRandom random, Ring ring) {
    this.store = store;
    this.sealer = sealer;
    this.time = time;
    this.random = random;
    this.ring = ring;
  }

  /// @param next signs from `nextAt` on
  /// @param trusted public keys whose tokens are believed
  private record Ring(
      SigningKey current, SigningKey next, Instant nextAt, List<TrustedKey> trusted) {}

  /// @throws StartFailure if a key is missing, sealed for another machine, or not the announced one
  static HubKeys open(ConfigStore store, Sealer sealer, Time time, SecureRandom random)
      throws InterruptedException {
    Loaded loaded = load(store, sealer).orElseThrowFailure();
    var ring = new Ring(loaded.key, loaded.key, Instant.MIN, loaded.trusted);
    return new HubKeys(store, sealer, time, random, ring);
  }

  private record Loaded(SigningKey key, List<TrustedKey> trusted) {}

  /// What was read, or why nothing can be signed with it.
  private record Attempt(Parsed<Loaded> outcome) {
    Loaded orElseThrowFailure() {
      return switch (outcome) {
        case Parsed.Ok<Loaded>(var loaded) -> loaded;
        case Parsed.Malformed<Loaded>(var why) -> throw new StartFailure(why);
      };
    }
  }

  private static Attempt load(ConfigStore store, Sealer sealer) throws InterruptedException {
    Optional<Entry> entry = store.get(ZoneKeys.VERIFY_HUB_KEY);
    if (entry.isEmpty()) {
      return failed(
          "verify-hub has no signing key at %s. Boot the zone, or restore its backup."
              .formatted(ZoneKeys.VERIFY_HUB_KEY));
    }
    Optional<BootConfig> boot = boot(store);
    if (boot.flatMap(BootConfig::verifyHubInfo).isEmpty()) {
      return failed(
          "%s does not announce verify-hub's public key. Boot the zone, or restore its backup."
              .formatted(ZoneKeys.BOOT_CONFIG));
    }
    String text = entry.get().value();
    if (!Sealer.isSealed(text)) {
      seal(store, sealer, new Secret(text), entry.get().version());
    }
    Parsed<Secret> pem =
        Sealer.isSealed(text)
            ? sealer.unseal(ZoneKeys.VERIFY_HUB_KEY.text(), text)
            : Parsed.ok(new Secret(text));
    List<TrustedKey> trusted = ZoneTrust.hubKeys(boot.get().verifyHubInfo().get());
    return new Attempt(
        pem.flatMap(SigningKey::fromPem)
            .flatMap(key ->
                !trusted.isEmpty() && trusted.getFirst().key().equals(key.publicKey())
                    ? Parsed.ok(new Loaded(key, trusted))
                    : Parsed.malformed(
                        "the key at %s is not the one that %s announces"
                            .formatted(ZoneKeys.VERIFY_HUB_KEY, ZoneKeys.BOOT_CONFIG))));
  }

  private static Attempt failed(String why) {
    return new Attempt(Parsed.malformed(why));
  }

  private static Optional<BootConfig> boot(ConfigStore store) throws InterruptedException {
    return store
        .get(ZoneKeys.BOOT_CONFIG)
        .flatMap(boot -> Json.read(boot.value(), BootConfig.class).toOptional());
  }

  /// A key that came from elsewhere lies open; from now on it does not.
  private static void seal(ConfigStore store, Sealer sealer, Secret pem, long version)
      throws InterruptedException {
    String sealed = sealer.seal(ZoneKeys.VERIFY_HUB_KEY.text(), pem);
    store.commit(
        Transaction.guarded(
            new Transaction.Guard(ZoneKeys.VERIFY_HUB_KEY, version),
            List.of(new Mutation.Set(ZoneKeys.VERIFY_HUB_KEY, sealed))));
    LOG.warn("hub.key.sealed", "key", ZoneKeys.VERIFY_HUB_KEY);
  }

  /// Signs claims; header `kid` is `verify-hub`.
  String sign(ObjectNode claims) {
    Ring now = ring;
    SigningKey key = time.now().isBefore(now.nextAt) ? now.current : now.next;
    return Jwt.sign(key, Optional.of(TrustKeys.VERIFY_HUB), claims);
  }

  /// True if this service signed the token, with a key that is still believed.
  boolean signed(Jwt jwt) {
    Instant now = time.now();
    return jwt.issuer().orElse(TrustKeys.VERIFY_HUB).equals(TrustKeys.VERIFY_HUB)
        && ring.trusted.stream()
            .filter(key -> !now.isAfter(key.until()))
            .anyMatch(key -> jwt.verifySignature(key.key()));
  }

  /// Another instance, or a restore, may have changed the keys.
  void reload() throws InterruptedException {
    switch (load(store, sealer).outcome()) {
      case Parsed.Malformed<Loaded>(var why) -> LOG.warn("hub.key.unreadable", "why", why);
      case Parsed.Ok<Loaded>(var loaded) -> {
        Ring before = ring;
        if (!loaded.key.publicKey().equals(before.next.publicKey())) {
          ring = announced(before, loaded.key, loaded.trusted);
        }
      }
    }
  }

  private Ring announced(Ring before, SigningKey key, List<TrustedKey> trusted) {
    SigningKey still = time.now().isBefore(before.nextAt) ? before.current : before.next;
    return new Ring(still, key, time.now().plus(ANNOUNCED_BEFORE), trusted);
  }

  /// What a rotation left.
  record Rotated(PublicKey key, Instant previousUntil) {}

  /// Makes a new key. Tokens of the old one stay good for as long as the longest of them lives.
  ///
  /// @return empty when somebody else changed `boot/config` at the same moment
  synchronized Optional<Rotated> rotate() throws InterruptedException {
    Optional<Entry> entry = store.get(ZoneKeys.BOOT_CONFIG);
    if (entry.isEmpty()
        || !(Json.parse(entry.get().value()).orThrow() instanceof ObjectNode boot)
        || !(boot.path("verify_hub_info") instanceof ObjectNode info)) {
      throw new IllegalStateException("boot/config lost the announcement of verify-hub's key");
    }
    SigningKey key = SigningKey.generate(random);
    Instant until =
        time.now().plus(TokenIssuer.REFRESH_LIFE).plus(TrustKeys.LEEWAY).plus(ANNOUNCED_BEFORE);
    info.set("previous", previous(info, until));
    info.set("public_key", key.publicKey().jwk());
    String sealed = sealer.seal(ZoneKeys.VERIFY_HUB_KEY.text(), key.toPem());
    Commit commit =
        store.commit(
            Transaction.guarded(
                new Transaction.Guard(ZoneKeys.BOOT_CONFIG, entry.get().version()),
                List.of(
                    new Mutation.Set(ZoneKeys.VERIFY_HUB_KEY, sealed),
                    new Mutation.Set(ZoneKeys.BOOT_CONFIG, Json.write(boot)))));
    if (!(commit instanceof Commit.Applied)) {
      return Optional.empty();
    }
    BootConfig changed = Json.read(boot, BootConfig.class).orThrow();
    ring = announced(ring, key, ZoneTrust.hubKeys(changed.verifyHubInfo().orElseThrow()));
    LOG.info("hub.key.rotated", "key", key.publicKey().x());
    return Optional.of(new Rotated(key.publicKey(), until));
  }

  /// The one that signs now goes in front; those whose tokens are over drop out.
  private ArrayNode previous(ObjectNode info, Instant until) {
    ArrayNode kept = Json.object().putArray("previous");
    ObjectNode outgoing = kept.addObject();
    outgoing.set("public_key", info.path("public_key").deepCopy());
    outgoing.put("until", until.getEpochSecond());
    for (JsonNode old : info.path("previous")) {
      if (kept.size() < PREVIOUS_MAX
          && old.path("until").asLong(0) >= time.now().getEpochSecond()) {
        kept.add(old.deepCopy());
      }
    }
    return kept;
  }
}
