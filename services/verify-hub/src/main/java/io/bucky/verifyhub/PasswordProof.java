package io.bucky.verifyhub;

import io.bucky.base.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// The proof that somebody knows a password, as the published clients make it: `stored =
/// base64(sha256(password + user + ".buckyos"))`, `proof = base64(sha256(stored +
/// decimal(nonce)))`, the nonce being the time in milliseconds.
final class PasswordProof {
  /// How far a nonce may be from now, both ways: clocks differ, and clients do not resend quickly.
  static final Duration WINDOW = Duration.ofMinutes(5);

  /// Sequence numbers above this are microseconds, as native clients count them.
  private static final long MILLIS_MAX = 10_000_000_000_000L;

  private PasswordProof() {}

  static long nonce(Optional<Long> given, long sequence) {
    return given.orElseGet(() -> sequence > MILLIS_MAX ? sequence / 1_000 : sequence);
  }

  static boolean isFresh(long nonce, Instant now) {
    long age = now.toEpochMilli() - nonce;
    return nonce > 0 && Math.abs(age) <= WINDOW.toMillis();
  }

  /// Compares in constant time.
  static boolean matches(Secret stored, long nonce, String proof) {
    byte[] expected = sha256(stored.reveal() + nonce);
    byte[] given;
    try {
      given = Base64.getDecoder().decode(proof);
    } catch (IllegalArgumentException e) {
      given = new byte[0];
    }
    return MessageDigest.isEqual(expected, given);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
