package io.bucky.identity;

import io.bucky.json.Json;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The members that identity documents share (W3C DID Core 1.0).
final class Members {
  static final String KEY_ID = "#main_key";

  private Members() {}

  /// A copy in the form that reading its text gives, so that equal documents are equal.
  static ObjectNode own(ObjectNode json) {
    return (ObjectNode) Json.parse(Json.writeBytes(json)).orThrow();
  }

  /// @param assertion how this kind of document spells it: `assertionMethod` or `assertion_method`
  static ObjectNode shared(Did id, Did controller, PublicKey key, String assertion) {
    ObjectNode json = Json.object().put("@context", "https://www.w3.org/ns/did/v1");
    json.put("id", id.toString());
    ObjectNode method = json.putArray("verificationMethod").addObject();
    method.put("type", "Ed25519VerificationKey2020").put("id", KEY_ID);
    method.put("controller", controller.toString()).set("publicKeyJwk", key.jwk());
    json.putArray("authentication").add(KEY_ID);
    json.putArray(assertion).add(KEY_ID);
    return json;
  }

  static ObjectNode times(ObjectNode json, Instant issuedAt, Instant expiresAt) {
    return json.put("iat", issuedAt.getEpochSecond()).put("exp", expiresAt.getEpochSecond());
  }

  static void lastDocument(ObjectNode json, Did id, String endpoint) {
    json.putArray("service")
        .addObject()
        .put("id", id + "#lastDoc")
        .put("type", "DIDDoc")
        .put("serviceEndpoint", endpoint);
  }

  /// The key of the first verification method.
  static PublicKey key(JsonNode json) {
    JsonNode jwk = json.path("verificationMethod").path(0).path("publicKeyJwk");
    return PublicKey.parseJwk(jwk).toOptional().orElseThrow(() -> missing("verificationMethod"));
  }

  static Instant expiry(JsonNode json) {
    return Claims.seconds(json, "exp").orElseThrow(() -> missing("exp"));
  }

  /// `iat`; where it is left out to save space, five years before `exp`.
  static Instant issue(JsonNode json) {
    return Claims.seconds(json, "iat")
        .orElseGet(() -> expiry(json).minus(IdentityDocument.FIVE_YEARS));
  }

  static String text(JsonNode json, String name) {
    return Claims.text(json, name).orElseThrow(() -> missing(name));
  }

  static Did did(JsonNode json, String name) {
    return Claims.did(json, name).orElseThrow(() -> missing(name));
  }

  static IllegalArgumentException missing(String name) {
    return new IllegalArgumentException("the document has no valid '" + name + "'");
  }
}
