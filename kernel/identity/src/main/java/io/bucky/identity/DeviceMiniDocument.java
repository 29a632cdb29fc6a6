package io.bucky.identity;

import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// One machine of a zone in the fewest bytes, for DNS: `{"n":name,"x":key,"p":rtcp
/// port,"exp":...}`. Signed by the owner.
public record DeviceMiniDocument(ObjectNode json) implements IdentityDocument {
  /// @throws IllegalArgumentException if a needed member is missing; foreign JSON goes through
  ///   [#of]
  public DeviceMiniDocument {
    json = Members.own(json);
    Members.text(json, "n");
    PublicKey.parseX(json.path("x").stringValue("")).orThrow();
    Members.expiry(json);
  }

  public static DeviceMiniDocument build(
      String name, PublicKey key, int rtcpPort, Instant expiresAt) {
    ObjectNode json = Json.object().put("n", name).put("x", key.x());
    if (rtcpPort != DeviceDocument.RTCP_PORT) {
      json.put("p", rtcpPort);
    }
    return new DeviceMiniDocument(json.put("exp", expiresAt.getEpochSecond()));
  }

  public static Parsed<DeviceMiniDocument> of(ObjectNode json) {
    return IdentityDocument.checked(json, DeviceMiniDocument::new);
  }

  public static Parsed<DeviceMiniDocument> verified(String jwt, PublicKey owner, Instant now) {
    return IdentityDocument.verified(jwt, owner, now, DeviceMiniDocument::of);
  }

  /// The full document that follows: id `did:dev:<x>`, type `ood`.
  public DeviceDocument expand(Did owner, Did zone) {
    Did id = key().did();
    ObjectNode full = Members.shared(id, id, key(), "assertion_method");
    Members.times(full, issuedAt(), expiresAt());
    full.put("device_type", DeviceDocument.OOD).put("name", name());
    full.put("owner", owner.toString()).put("zone_did", zone.toString());
    if (rtcpPort() != DeviceDocument.RTCP_PORT) {
      full.put("rtcp_port", rtcpPort());
    }
    return new DeviceDocument(full);
  }

  @Override
  public ObjectNode json() {
    return json.deepCopy();
  }

  public String name() {
    return Members.text(json, "n");
  }

  public PublicKey key() {
    return new PublicKey(json.path("x").stringValue());
  }

  public int rtcpPort() {
    return json.path("p").asInt(DeviceDocument.RTCP_PORT);
  }

  @Override
  public Instant issuedAt() {
    return Members.issue(json);
  }

  @Override
  public Instant expiresAt() {
    return Members.expiry(json);
  }
}
