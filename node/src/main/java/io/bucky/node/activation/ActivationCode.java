package io.bucky.node.activation;

import io.bucky.base.AtomicFile;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;

/// The one-time code that proves that a caller can read this machine's files, or was given the link
/// by someone who can.
public final class ActivationCode {
  /// Letters and digits that are not taken for one another.
  private static final String ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";

  /// 31^12 codes: guessing over the network is hopeless.
  private static final int CHARS = 12;

  private final String text;

  private ActivationCode(String text) {
    this.text = text;
  }

  /// Makes a new code and writes it where only the owner of the data folder can read it.
  public static ActivationCode create(ZoneLayout layout, SecureRandom random) throws IOException {
    var text = new StringBuilder(CHARS);
    for (int i = 0; i < CHARS; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    AtomicFile.writePrivate(file(layout), text.toString().getBytes(StandardCharsets.US_ASCII));
    return new ActivationCode(text.toString());
  }

  /// Takes the code back after activation.
  public static void remove(ZoneLayout layout) throws IOException {
    Files.deleteIfExists(file(layout));
  }

  /// In constant time.
  public boolean matches(String other) {
    return MessageDigest.isEqual(
        text.getBytes(StandardCharsets.UTF_8), other.strip().getBytes(StandardCharsets.UTF_8));
  }

  public String reveal() {
    return text;
  }

  private static Path file(ZoneLayout layout) {
    return layout.run().resolve("activation_code");
  }

  @Override
  public String toString() {
    return "ActivationCode[...]";
  }
}
