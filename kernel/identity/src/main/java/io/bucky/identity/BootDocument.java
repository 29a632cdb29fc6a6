package io.bucky.identity;

import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The least that finds a zone: its OODs. Signed by the owner, small enough for a DNS TXT record.
public record BootDocument(ObjectNode json) implements IdentityDocument {
  private static final int OODS_MAX = 64;

  /// @throws IllegalArgumentException if a needed member is missing; foreign JSON goes through
  ///   [#of]
  public BootDocument {
    json = Members.own(json);
    oods(json);
    Members.expiry(json);
  }

  /// @param supportNode relay and name server of the zone
  public static BootDocument build(
      List<OodString> oods, Optional<String> supportNode, Instant expiresAt) {
    ObjectNode json = Json.object();
    oods.forEach(ood -> json.withArray("oods").add(ood.toString()));
    json.put("exp", expiresAt.getEpochSecond());
    supportNode.ifPresent(host -> json.put("sn", host));
    return new BootDocument(json);
  }

  public static Parsed<BootDocument> of(ObjectNode json) {
    return IdentityDocument.checked(json, BootDocument::new);
  }

  public static Parsed<BootDocument> verified(String jwt, PublicKey owner, Instant now) {
    return IdentityDocument.verified(jwt, owner, now, BootDocument::of);
  }

  @Override
  public ObjectNode json() {
    return json.deepCopy();
  }

  public List<OodString> oods() {
    return oods(json);
  }

  public Optional<String> supportNode() {
    return Claims.text(json, "sn");
  }

  public Optional<Did> id() {
    return Claims.did(json, "id");
  }

  public Optional<Did> owner() {
    return Claims.did(json, "owner");
  }

  @Override
  public Instant issuedAt() {
    return Members.issue(json);
  }

  @Override
  public Instant expiresAt() {
    return Members.expiry(json);
  }

  static List<OodString> oods(ObjectNode json) {
    var oods = new ArrayList<OodString>();
    JsonNode list = json.path("oods");
    if (!list.isArray() || list.isEmpty() || list.size() > OODS_MAX) {
      throw Members.missing("oods");
    }
    for (JsonNode each : list) {
      oods.add(OodString.parse(each.stringValue("")).orThrow());
    }
    return List.copyOf(oods);
  }
}
