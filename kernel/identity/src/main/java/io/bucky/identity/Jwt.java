package io.bucky.identity;

import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A compact JSON Web Token (RFC 7519) signed with Ed25519 (`alg` `EdDSA`, RFC 8037).
///
/// A decoded token is only what somebody wrote; [#verifySignature] says whether the holder of a key
/// did.
public final class Jwt {
  public static final int CHARS_MAX = 64 << 10;

  private final String text;
  private final ObjectNode header;
  private final ObjectNode claims;

  private Jwt(String text, ObjectNode header, ObjectNode claims) {
    this.text = text;
    this.header = header;
    this.claims = claims;
  }

  /// The header is exactly `{"alg":"EdDSA"}`, with `kid` when there is one: every byte counts in
  /// DNS.
  public static String sign(SigningKey key, Optional<String> keyId, ObjectNode claims) {
    ObjectNode header = Json.object().put("alg", "EdDSA");
    keyId.ifPresent(id -> header.put("kid", id));
    String input =
        Base64Url.encode(Json.writeBytes(header)) + "." + Base64Url.encode(Json.writeBytes(claims));
    return input + "." + Base64Url.encode(key.sign(input.getBytes(StandardCharsets.US_ASCII)));
  }

  /// Reads a token from outside without checking who signed it. Never throws.
  public static Parsed<Jwt> decode(String text) {
    if (text.length() > CHARS_MAX) {
      return Parsed.malformed("the token is longer than " + CHARS_MAX + " characters");
    }
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    if (first <= 0 || second < 0 || text.indexOf('.', second + 1) >= 0) {
      return Parsed.malformed("not a jwt token");
    }
    if (Base64Url.decode(text.substring(second + 1)).isEmpty()) {
      return Parsed.malformed("not a jwt token: signature");
    }
    return object(text.substring(0, first), "header")
        .flatMap(header ->
            header.has("crit")
                ? Parsed.malformed("not a jwt token: unknown critical header")
                : object(text.substring(first + 1, second), "claims")
                    .map(claims -> new Jwt(text, header, claims)));
  }

  private static Parsed<ObjectNode> object(String part, String what) {
    Optional<byte[]> bytes = Base64Url.decode(part);
    if (bytes.isEmpty()) {
      return Parsed.malformed("not a jwt token: " + what);
    }
    return Json.parse(bytes.get())
        .flatMap(tree ->
            tree instanceof ObjectNode object
                ? Parsed.ok(object)
                : Parsed.malformed("not a jwt token: " + what));
  }

  /// True if `alg` is EdDSA and the holder of `key` signed header and claims.
  public boolean verifySignature(PublicKey key) {
    int dot = text.lastIndexOf('.');
    Optional<byte[]> signature = Base64Url.decode(text.substring(dot + 1));
    return isEdDsa()
        && signature.isPresent()
        && key.verifies(text.substring(0, dot).getBytes(StandardCharsets.UTF_8), signature.get());
  }

  public boolean isEdDsa() {
    return "EdDSA".equals(header.path("alg").stringValue(""));
  }

  public Optional<String> keyId() {
    return Claims.text(header, "kid");
  }

  public ObjectNode header() {
    return header.deepCopy();
  }

  public ObjectNode claims() {
    return claims.deepCopy();
  }

  public JsonNode claim(String name) {
    return claims.path(name);
  }

  /// A claim that is text and not blank.
  public Optional<String> text(String name) {
    return Claims.text(claims, name);
  }

  public Optional<String> issuer() {
    return text("iss");
  }

  /// `sub`, else `userid` as the first generation wrote it.
  public Optional<String> subject() {
    return text("sub").or(() -> text("userid"));
  }

  public Optional<String> appId() {
    return text("appid");
  }

  /// `aud`; the first one of several.
  public Optional<String> audience() {
    return Claims.textOrFirst(claims, "aud");
  }

  /// `jti`, text or number, else `nonce` as the first generation wrote it.
  public Optional<String> id() {
    return Claims.textOrNumber(claims, "jti").or(() -> Claims.textOrNumber(claims, "nonce"));
  }

  public Optional<String> session() {
    return Claims.textOrNumber(claims, "session");
  }

  public Optional<Instant> expiresAt() {
    return Claims.seconds(claims, "exp");
  }

  public Optional<Instant> notBefore() {
    return Claims.seconds(claims, "nbf");
  }

  /// The compact form, as it came.
  public String compact() {
    return text;
  }

  @Override
  public String toString() {
    return "Jwt[sub=" + subject().orElse("") + "]";
  }
}
