package io.bucky.identity;

import io.bucky.base.AtomicFile;
import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals secrets that lie in system config: AES-256-GCM under the key file of this machine, bound
/// to the place where the secret lies, so that one sealed text cannot be moved over another.
///
/// Text form: `sealed:v1:<base64(nonce | ciphertext | tag)>`. Any thread.
public final class Sealer {
  public static final String PREFIX = "sealed:v1:";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random;

  private Sealer(byte[] key, SecureRandom random) {
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  /// Reads the key file.
  public static Sealer open(Path file, SecureRandom random) throws IOException {
    byte[] key = Files.readAllBytes(file);
    if (key.length != KEY_BYTES) {
      throw new IOException(
          "%s holds %d bytes, not %d; restore it from the backup of this machine"
              .formatted(file, key.length, KEY_BYTES));
    }
    return new Sealer(key, random);
  }

  /// Reads the key file; makes it, for its owner only, when it is missing.
  public static Sealer openOrCreate(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      byte[] key = new byte[KEY_BYTES];
      random.nextBytes(key);
      AtomicFile.writePrivate(file, key);
    }
    return open(file, random);
  }

  public static boolean isSealed(String text) {
    return text.startsWith(PREFIX);
  }

  /// @param place the config key under which the text will lie
  public String seal(String place, Secret secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] closed =
          cipher(Cipher.ENCRYPT_MODE, nonce, place)
              .doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8));
      byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + closed.length);
      System.arraycopy(closed, 0, all, NONCE_BYTES, closed.length);
      return PREFIX + Base64.getEncoder().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES-256-GCM", e);
    }
  }

  /// Malformed when the text is not sealed, was changed, lies in another place, or was sealed on
  /// another machine.
  public Parsed<Secret> unseal(String place, String sealed) {
    if (!isSealed(sealed)) {
      return Parsed.malformed("the secret at " + place + " is not sealed");
    }
    try {
      byte[] all = Base64.getDecoder().decode(sealed.substring(PREFIX.length()));
      if (all.length < NONCE_BYTES + TAG_BITS / 8) {
        return Parsed.malformed("the sealed secret at " + place + " is cut short");
      }
      byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
      byte[] plain =
          cipher(Cipher.DECRYPT_MODE, nonce, place)
              .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
      return Parsed.ok(new Secret(new String(plain, StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Parsed.malformed(
          "the secret at " + place + " cannot be unsealed with this machine's key");
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
