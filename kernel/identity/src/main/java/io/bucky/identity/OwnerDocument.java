package io.bucky.identity;

import io.bucky.base.Parsed;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Who owns zones: a name and the key that signs everything below it.
///
/// It does not prove itself: it is as good as the place that it came from.
public record OwnerDocument(ObjectNode json) implements IdentityDocument {
  /// @throws IllegalArgumentException if a needed member is missing; foreign JSON goes through
  ///   [#of]
  public OwnerDocument {
    json = Members.own(json);
    Members.did(json, "id");
    Members.text(json, "name");
    Members.expiry(json);
    Members.key(json);
  }

  public static OwnerDocument build(
      Did id, String name, String displayName, PublicKey key, Instant now) {
    ObjectNode json = Members.shared(id, id, key, "assertion_method");
    Members.times(json, now, now.plus(TEN_YEARS));
    json.put("name", name).put("full_name", displayName).put("display_name", displayName);
    return new OwnerDocument(json);
  }

  public static Parsed<OwnerDocument> of(ObjectNode json) {
    return IdentityDocument.checked(json, OwnerDocument::new);
  }

  /// Reads either form without a check: trust comes from the source.
  public static Parsed<OwnerDocument> parse(String text) {
    return IdentityDocument.unverified(text).flatMap(OwnerDocument::of);
  }

  /// The same with its default zone, and where the newest document of the owner is.
  public OwnerDocument withDefaultZone(Did zone, String zoneHost) {
    ObjectNode changed = json().put("default_zone_did", zone.toString());
    Members.lastDocument(changed, id(), "https://" + zoneHost + "/resolve/" + id());
    return new OwnerDocument(changed);
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

  public String displayName() {
    return Claims.text(json, "display_name")
        .or(() -> Claims.text(json, "full_name"))
        .orElseGet(this::name);
  }

  public PublicKey key() {
    return Members.key(json);
  }

  public Optional<Did> defaultZone() {
    return Claims.did(json, "default_zone_did");
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
