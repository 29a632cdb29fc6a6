package io.bucky.identity;

import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// A signed statement about an owner, a zone or a device.
///
/// A document is its JSON: members that this program does not know are part of the signature, so
/// they are kept. Stored or sent it is a JWT, or plain JSON when its text begins with `{`.
public sealed interface IdentityDocument
    permits BootDocument, DeviceDocument, DeviceMiniDocument, OwnerDocument, ZoneDocument {
  Duration FIVE_YEARS = Duration.ofDays(5 * 365);
  Duration TEN_YEARS = Duration.ofDays(10 * 365);

  /// A copy of the whole document.
  ObjectNode json();

  Instant issuedAt();

  Instant expiresAt();

  /// The JWT that `key` signs; its header is exactly `{"alg":"EdDSA"}`.
  default String sign(SigningKey key) {
    return Jwt.sign(key, Optional.empty(), json());
  }

  /// What the constructor of `type` refuses is malformed.
  static <D extends IdentityDocument> Parsed<D> checked(
      ObjectNode json, Function<ObjectNode, D> type) {
    try {
      return Parsed.ok(type.apply(json));
    } catch (IllegalArgumentException e) {
      return Parsed.malformed(String.valueOf(e.getMessage()));
    }
  }

  /// The JSON of a document in either form, whoever signed it. Never throws.
  static Parsed<ObjectNode> unverified(String text) {
    if (!text.stripLeading().startsWith("{")) {
      return Jwt.decode(text.strip()).map(Jwt::claims);
    }
    return Json.parse(text)
        .flatMap(tree ->
            tree instanceof ObjectNode object
                ? Parsed.ok(object)
                : Parsed.malformed("not a JSON object"));
  }

  /// Reads any kind of document: it is recognised by its members.
  static Parsed<? extends IdentityDocument> recognise(ObjectNode json) {
    if (json.has("full_name") || json.has("display_name")) {
      return OwnerDocument.of(json);
    }
    if (json.has("device_type")) {
      return DeviceDocument.of(json);
    }
    if (json.has("oods")) {
      return json.has("verificationMethod") ? ZoneDocument.of(json) : BootDocument.of(json);
    }
    return json.has("n") && json.has("x")
        ? DeviceMiniDocument.of(json)
        : Parsed.malformed("not a document of an owner, zone, or device");
  }

  /// Reads a JWT that `signer` signed and that has not expired.
  static <D extends IdentityDocument> Parsed<D> verified(
      String jwt, PublicKey signer, Instant now, Function<ObjectNode, Parsed<D>> type) {
    return Jwt.decode(jwt)
        .flatMap(token ->
            token.verifySignature(signer)
                ? type.apply(token.claims())
                : Parsed.malformed("the document was not signed by " + signer.x()))
        .flatMap(document ->
            now.isAfter(document.expiresAt())
                ? Parsed.malformed("the document expired at " + document.expiresAt())
                : Parsed.ok(document));
  }
}
