package io.bucky.identity;

import io.bucky.base.Parsed;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// One machine of a zone and its key. Signed by the owner.
public record DeviceDocument(ObjectNode json) implements IdentityDocument {
  public static final int RTCP_PORT = 2980;
  public static final String OOD = "ood";
  public static final String NODE = "node";

  /// @throws IllegalArgumentException if a needed member is missing; foreign JSON goes through
  ///   [#of]
  public DeviceDocument {
    json = Members.own(json);
    Members.did(json, "id");
    Members.text(json, "name");
    Members.text(json, "device_type");
    Members.expiry(json);
    Members.key(json);
  }

  /// @param type `ood`, `node`, `device`, `sensor`, ...
  /// @param netId `wan`, `lan1`, ...; empty: behind NAT
  public static DeviceDocument build(
      Did id,
      String name,
      String type,
      PublicKey key,
      Did owner,
      Did zone,
      Optional<String> netId,
      Instant now) {
    ObjectNode json = Members.shared(id, id, key, "assertion_method");
    Members.times(json, now, now.plus(FIVE_YEARS));
    json.put("device_type", type).put("name", name);
    json.put("owner", owner.toString()).put("zone_did", zone.toString());
    netId.ifPresent(text -> json.put("net_id", text));
    return new DeviceDocument(json);
  }

  public static Parsed<DeviceDocument> of(ObjectNode json) {
    return IdentityDocument.checked(json, DeviceDocument::new);
  }

  public static Parsed<DeviceDocument> verified(String jwt, PublicKey owner, Instant now) {
    return IdentityDocument.verified(jwt, owner, now, DeviceDocument::of);
  }

  /// Reads either form without a check: trust comes from the source.
  public static Parsed<DeviceDocument> parse(String text) {
    return IdentityDocument.unverified(text).flatMap(DeviceDocument::of);
  }

  @Override
  public ObjectNode json() {
    return json.deepCopy();
  }

  public Did id() {
    return Members.did(json, "id");
  }

  public String name() {
    return Members.text(json, "name");
  }

  public String type() {
    return Members.text(json, "device_type");
  }

  public boolean isOod() {
    return type().equals(OOD);
  }

  public PublicKey key() {
    return Members.key(json);
  }

  public Optional<Did> owner() {
    return Claims.did(json, "owner");
  }

  public Optional<Did> zone() {
    return Claims.did(json, "zone_did");
  }

  public Optional<String> netId() {
    return Claims.text(json, "net_id");
  }

  /// 2980 unless the document says otherwise.
  public int rtcpPort() {
    return json.path("rtcp_port").asInt(RTCP_PORT);
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
