package io.bucky.identity;

import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An Ed25519 public key (RFC 8032).
///
/// @param x the 32 bytes as 43 characters of base64url, the `x` of its JWK
public record PublicKey(String x) {
  /// @throws IllegalArgumentException if `x` is not a point of the curve: a bug in the caller
  public PublicKey {
    check(x)
        .ifPresent(why -> {
          throw new IllegalArgumentException(why);
        });
  }

  /// Reads the `x` of a key from outside.
  public static Parsed<PublicKey> parseX(String x) {
    Optional<String> why = check(x);
    return why.isPresent() ? Parsed.malformed(why.get()) : Parsed.ok(new PublicKey(x));
  }

  /// Reads `{"kty":"OKP","crv":"Ed25519","x":"..."}`.
  public static Parsed<PublicKey> parseJwk(JsonNode jwk) {
    if (!"OKP".equals(jwk.path("kty").stringValue(""))
        || !"Ed25519".equals(jwk.path("crv").stringValue(""))) {
      return Parsed.malformed("not an Ed25519 JWK");
    }
    return parseX(jwk.path("x").stringValue(""));
  }

  static PublicKey ofBytes(byte[] key) {
    return new PublicKey(Base64Url.encode(key));
  }

  public byte[] bytes() {
    return Base64Url.decode(x).orElseThrow();
  }

  public ObjectNode jwk() {
    return Json.object().put("kty", "OKP").put("crv", "Ed25519").put("x", x);
  }

  /// The DID that is this key: `did:dev:<x>`.
  public Did did() {
    return new Did("dev", x);
  }

  public boolean verifies(byte[] message, byte[] signature) {
    return signature.length == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(signature, 0, bytes(), 0, message, 0, message.length);
  }

  private static Optional<String> check(String x) {
    Optional<byte[]> bytes = x.length() == 43 ? Base64Url.decode(x) : Optional.empty();
    boolean right = bytes.isPresent() && Ed25519.validatePublicKeyPartial(bytes.get(), 0);
    return right ? Optional.empty() : Optional.of("Invalid pkx");
  }
}
