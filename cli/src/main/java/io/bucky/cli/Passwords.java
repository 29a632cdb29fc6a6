package io.bucky.cli;

import io.bucky.base.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Passwords as the command takes, makes and hashes them.
final class Passwords {
  static final int LENGTH_MIN = 8;
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int GROUPS = 4;
  private static final int GROUP_LENGTH = 5;

  private Passwords() {}

  /// About 98 bits, easy to read aloud: `k7mwp-...`.
  static Secret generate(SecureRandom random) {
    var text = new StringBuilder();
    for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
      if (i > 0 && i % GROUP_LENGTH == 0) {
        text.append('-');
      }
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return new Secret(text.toString());
  }

  /// A password that is chosen now, and so must be long enough.
  static Secret choose(Path file) {
    return checked(read(file).reveal());
  }

  /// The first line of `file`, or of standard input for `-`.
  static Secret read(Path file) {
    try {
      String text =
          file.toString().equals("-")
              ? new String(System.in.readNBytes(4_096), StandardCharsets.UTF_8)
              : Files.readString(file);
      return new Secret(text.lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw new Failure(
          ExitStatus.FAILED,
          "cannot read the password file " + file + ": " + Text.reason(e),
          "Give a file whose first line is the password, or - for standard input.");
    }
  }

  /// From the terminal, when there is one.
  static Secret ask(@Nullable Path file, String prompt) {
    if (file != null) {
      return read(file);
    }
    String answer = Console.askSecret(prompt);
    if (answer == null) {
      throw Failure.usage(
          "there is no terminal to ask for the password", "Give it with --password-file FILE.");
    }
    return new Secret(answer);
  }

  private static Secret checked(String password) {
    if (password.length() < LENGTH_MIN) {
      throw Failure.usage(
          "the password has fewer than " + LENGTH_MIN + " characters", "Choose a longer one.");
    }
    return new Secret(password);
  }

  /// What the zone stores: `base64(sha256(password + user + ".buckyos"))`.
  static String stored(Secret password, String user) {
    return sha256Base64(password.reveal() + user + ".buckyos");
  }

  /// What a login sends: `base64(sha256(stored + nonce))`.
  static String proof(Secret password, String user, long nonceMillis) {
    return sha256Base64(stored(password, user) + nonceMillis);
  }

  private static String sha256Base64(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
