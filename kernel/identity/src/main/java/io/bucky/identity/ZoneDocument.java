package io.bucky.identity;

import io.bucky.base.Parsed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// What a zone is: its host name, owner, OODs and, when known, its devices.
public record ZoneDocument(ObjectNode json) implements IdentityDocument {
  /// @throws IllegalArgumentException if a needed member is missing; foreign JSON goes through
  ///   [#of]
  public ZoneDocument {
    json = Members.own(json);
    Members.did(json, "id");
    Members.did(json, "owner");
    Members.text(json, "hostname");
    BootDocument.oods(json);
    Members.expiry(json);
    Members.key(json);
  }

  /// @param bootJwt the signed boot document, or empty text
  public static ZoneDocument build(
      Did id,
      String host,
      Did owner,
      PublicKey ownerKey,
      BootDocument boot,
      String bootJwt,
      Instant now) {
    return assemble(id, host, owner, ownerKey, boot, bootJwt, now, now.plus(TEN_YEARS));
  }

  /// What follows from a boot document that was found by DNS.
  static ZoneDocument derive(
      Did id, String host, Did owner, PublicKey ownerKey, BootDocument boot, String bootJwt) {
    return assemble(id, host, owner, ownerKey, boot, bootJwt, boot.issuedAt(), boot.expiresAt());
  }

  private static ZoneDocument assemble(
      Did id,
      String host,
      Did owner,
      PublicKey ownerKey,
      BootDocument boot,
      String bootJwt,
      Instant issuedAt,
      Instant expiresAt) {
    ObjectNode json = Members.shared(id, owner, ownerKey, "assertionMethod");
    Members.lastDocument(json, id, "https://" + host + "/resolve/this_zone");
    Members.times(json, issuedAt, expiresAt);
    json.put("hostname", host).put("owner", owner.toString());
    boot.oods().forEach(ood -> json.withArray("oods").add(ood.toString()));
    boot.supportNode().ifPresent(sn -> json.put("sn", sn));
    json.put("boot_jwt", bootJwt);
    return new ZoneDocument(json);
  }

  public static Parsed<ZoneDocument> of(ObjectNode json) {
    return IdentityDocument.checked(json, ZoneDocument::new);
  }

  public static Parsed<ZoneDocument> verified(String jwt, PublicKey owner, Instant now) {
    return IdentityDocument.verified(jwt, owner, now, ZoneDocument::of);
  }

  /// Reads either form without a check: trust comes from the source.
  public static Parsed<ZoneDocument> parse(String text) {
    return IdentityDocument.unverified(text).flatMap(ZoneDocument::of);
  }

  ZoneDocument withDevices(SortedMap<String, DeviceDocument> devices) {
    ObjectNode changed = json();
    ObjectNode map = changed.putObject("devices");
    devices.forEach((name, device) -> map.set(name, device.json()));
    return new ZoneDocument(changed);
  }

  @Override
  public ObjectNode json() {
    return json.deepCopy();
  }

  public Did id() {
    return Members.did(json, "id");
  }

  public Did owner() {
    return Members.did(json, "owner");
  }

  public String host() {
    return Members.text(json, "hostname");
  }

  public List<OodString> oods() {
    return BootDocument.oods(json);
  }

  /// The owner's key.
  public PublicKey key() {
    return Members.key(json);
  }

  public Optional<String> bootJwt() {
    return Claims.text(json, "boot_jwt");
  }

  public Optional<String> supportNode() {
    return Claims.text(json, "sn");
  }

  /// The devices that the document carries and that can be read.
  public SortedMap<String, DeviceDocument> devices() {
    var devices = new TreeMap<String, DeviceDocument>();
    json.path("devices")
        .properties()
        .forEach(entry -> {
          if (entry.getValue() instanceof ObjectNode device) {
            DeviceDocument.of(device)
                .toOptional()
                .ifPresent(document -> devices.put(entry.getKey(), document));
          }
        });
    return devices;
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
