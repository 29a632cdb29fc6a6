package io.bucky.identity;

import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// An Ed25519 private key (RFC 8032). Its file form is PEM of PKCS#8 version 1, 48 bytes: a fixed
/// prefix and the 32-byte seed.
public final class SigningKey {
  public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

  /// PKCS#8 (RFC 5208): version 0, algorithm 1.3.101.112 (RFC 8410), octet string in octet string.
  private static final byte[] PKCS8_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private static final String PEM_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String PEM_END = "-----END PRIVATE KEY-----";

  private final byte[] seed;
  private final PublicKey publicKey;

  private SigningKey(byte[] seed) {
    this.seed = seed;
    byte[] key = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, key, 0);
    this.publicKey = PublicKey.ofBytes(key);
  }

  public static SigningKey generate(SecureRandom random) {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    return new SigningKey(seed);
  }

  /// @throws IllegalArgumentException unless there are 32 bytes: a bug in the caller
  public static SigningKey fromSeed(byte[] seed) {
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException("a seed of " + seed.length + " bytes");
    }
    return new SigningKey(seed.clone());
  }

  public static Parsed<SigningKey> fromPem(Secret pem) {
    String text = pem.reveal().strip();
    if (!text.startsWith(PEM_BEGIN) || !text.endsWith(PEM_END)) {
      return Parsed.malformed("not a PEM private key");
    }
    String body = text.substring(PEM_BEGIN.length(), text.length() - PEM_END.length());
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      return Parsed.malformed("the PEM private key is not base64");
    }
    int prefix = PKCS8_PREFIX.length;
    if (der.length != prefix + SEED_BYTES
        || !Arrays.equals(der, 0, prefix, PKCS8_PREFIX, 0, prefix)) {
      return Parsed.malformed("the PEM private key is not an Ed25519 key in PKCS#8");
    }
    return Parsed.ok(new SigningKey(Arrays.copyOfRange(der, prefix, der.length)));
  }

  public Secret toPem() {
    byte[] der = Arrays.copyOf(PKCS8_PREFIX, PKCS8_PREFIX.length + SEED_BYTES);
    System.arraycopy(seed, 0, der, PKCS8_PREFIX.length, SEED_BYTES);
    String body = Base64.getEncoder().encodeToString(der);
    return new Secret(PEM_BEGIN + "\n" + body + "\n" + PEM_END + "\n");
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  /// The 64-byte signature of `message`.
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, publicKey.bytes(), 0, message, 0, message.length, signature, 0);
    return signature;
  }

  @Override
  public String toString() {
    return "SigningKey[" + publicKey.x() + "]";
  }
}
