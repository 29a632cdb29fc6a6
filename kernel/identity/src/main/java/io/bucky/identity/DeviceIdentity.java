package io.bucky.identity;

import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.base.Time;
import io.bucky.json.Json;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Which machine this is, of which zone, and its private key. Any thread.
public final class DeviceIdentity {
  private static final String SCHEMA = "buckyos.node_identity.v2";

  private final PublicKey ownerKey;
  private final Did owner;
  private final Did zone;
  private final String zoneHost;
  private final DeviceDocument document;
  private final String documentJwt;
  private final SigningKey key;
  private final Time time;
  private final SecureRandom random;

  private DeviceIdentity(
      Zone of,
      DeviceDocument document,
      String jwt,
      SigningKey key,
      Time time,
      SecureRandom random) {
    this.ownerKey = of.ownerKey;
    this.owner = of.owner;
    this.zone = of.zone;
    this.zoneHost = of.host;
    this.document = document;
    this.documentJwt = jwt;
    this.key = key;
    this.time = time;
    this.random = random;
  }

  private record Zone(PublicKey ownerKey, Did owner, Did zone, String host) {}

  /// Reads `node_identity.json` in either generation's form and the private key beside it. The
  /// owner's key there is the root of trust: the device document must be signed by it and name the
  /// private key's public half.
  public static Parsed<DeviceIdentity> open(
      String nodeIdentityJson, Secret privateKeyPem, Time time, SecureRandom random) {
    return Json.parse(nodeIdentityJson)
        .flatMap(tree ->
            tree instanceof ObjectNode json
                ? open(json, privateKeyPem, time, random)
                : Parsed.malformed("node_identity.json is not a JSON object"));
  }

  private static Parsed<DeviceIdentity> open(
      ObjectNode json, Secret pem, Time time, SecureRandom random) {
    String schema = Claims.text(json, "schema").orElse(SCHEMA);
    if (!schema.equals(SCHEMA)) {
      return Parsed.malformed("node_identity.json has the unknown schema " + schema);
    }
    Optional<Did> zone = Claims.did(json, "zone_did");
    Optional<Did> owner = Claims.did(json, "owner_did");
    String jwt = Claims.text(json, "device_doc_jwt").orElse("");
    if (zone.isEmpty() || owner.isEmpty() || jwt.isEmpty()) {
      return Parsed.malformed("node_identity.json lacks zone_did, owner_did or device_doc_jwt");
    }
    String host = Claims.text(json, "zone_name").orElseGet(() -> zone.get().id().replace(':', '.'));
    return PublicKey.parseJwk(json.path("owner_public_key"))
        .map(ownerKey -> new Zone(ownerKey, owner.get(), zone.get(), host))
        .flatMap(of -> SigningKey.fromPem(pem).flatMap(key -> checked(of, jwt, key, time, random)));
  }

  private static Parsed<DeviceIdentity> checked(
      Zone of, String jwt, SigningKey key, Time time, SecureRandom random) {
    return DeviceDocument.verified(jwt, of.ownerKey, time.now())
        .flatMap(document ->
            document.key().equals(key.publicKey())
                ? Parsed.ok(new DeviceIdentity(of, document, jwt, key, time, random))
                : Parsed.malformed("the private key does not belong to device " + document.name()));
  }

  /// The text of `node_identity.json`, with the members of both generations.
  public static String toJson(
      Did zone,
      String zoneHost,
      Did owner,
      PublicKey ownerKey,
      DeviceDocument device,
      String deviceJwt,
      String deviceMiniJwt,
      Instant zoneIssuedAt) {
    ObjectNode json = Json.object().put("schema", SCHEMA);
    json.put("zone_did", zone.toString()).put("zone_name", zoneHost);
    json.put("owner_did", owner.toString()).set("owner_public_key", ownerKey.jwk());
    json.put("device_name", device.name()).put("device_did", device.id().toString());
    json.put("device_doc_jwt", deviceJwt).put("device_mini_doc_jwt", deviceMiniJwt);
    return Json.write(json.put("zone_iat", zoneIssuedAt.getEpochSecond()));
  }

  /// A token that this device signs: `iss` and `kid` are its name.
  ///
  /// @param subject the device's own name, or the user whom a service of the device acts for
  public String loginToken(String subject, String appId, Duration timeToLive) {
    ObjectNode claims = Json.object().put("sub", subject).put("appid", appId).put("iss", name());
    claims.put("exp", time.now().plus(timeToLive).getEpochSecond());
    claims.put("jti", Long.toUnsignedString(random.nextLong()));
    return Jwt.sign(key, Optional.of(name()), claims);
  }

  /// The device's short name: `ood1`.
  public String name() {
    return document.name();
  }

  public Did did() {
    return document.id();
  }

  public DeviceDocument document() {
    return document;
  }

  /// The device document as the owner signed it.
  public String documentJwt() {
    return documentJwt;
  }

  public SigningKey key() {
    return key;
  }

  public PublicKey ownerKey() {
    return ownerKey;
  }

  public Did owner() {
    return owner;
  }

  public Did zone() {
    return zone;
  }

  /// The zone's host name without a port: `home.localhost`.
  public String zoneHost() {
    return zoneHost;
  }

  @Override
  public String toString() {
    return "DeviceIdentity[" + name() + " of " + zone + "]";
  }
}
