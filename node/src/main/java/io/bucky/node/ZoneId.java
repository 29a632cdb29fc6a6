package io.bucky.node;

import io.bucky.identity.DeviceIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Marks what belongs to one zone on a container engine that several zones share.
final class ZoneId {
  private static final int CHARS = 16;

  private ZoneId() {}

  /// From the device's key, so that it stays when the data folder moves.
  static String of(DeviceIdentity identity) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(identity.key().publicKey().x().getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash).substring(0, CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
