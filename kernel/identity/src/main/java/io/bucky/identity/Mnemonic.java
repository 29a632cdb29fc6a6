package io.bucky.identity;

import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The words from which the owner's key is derived: BIP-39 with the English list, then SLIP-0010
/// for Ed25519 along `m/9777'/0'/<index>'`.
public final class Mnemonic {
  private static final int PURPOSE = 9777;
  private static final int ENTROPY_BYTES = 16; // 12 words
  private static final int BITS_PER_WORD = 11;
  private static final int SEED_BITS = 512;
  private static final int ROUNDS = 2_048; // BIP-39, "From mnemonic to seed"

  private final List<String> words;

  private Mnemonic(List<String> words) {
    this.words = List.copyOf(words);
  }

  /// Twelve new words.
  public static Mnemonic generate(SecureRandom random) {
    byte[] entropy = new byte[ENTROPY_BYTES];
    random.nextBytes(entropy);
    return ofEntropy(entropy);
  }

  static Mnemonic ofEntropy(byte[] entropy) {
    List<String> list = wordList();
    int checkBits = entropy.length / 4;
    byte[] all = Arrays.copyOf(entropy, entropy.length + 1);
    all[entropy.length] = sha256(entropy)[0];
    var words = new ArrayList<String>();
    for (int bit = 0; bit < entropy.length * 8 + checkBits; bit += BITS_PER_WORD) {
      int index = 0;
      for (int i = bit; i < bit + BITS_PER_WORD; i++) {
        index = index << 1 | (all[i / 8] >> (7 - i % 8) & 1);
      }
      words.add(list.get(index));
    }
    return new Mnemonic(words);
  }

  /// Reads what a person typed: 12 to 24 words, any case, any white space.
  public static Parsed<Mnemonic> parse(Secret phrase) {
    String text = Normalizer.normalize(phrase.reveal(), Normalizer.Form.NFKD);
    List<String> typed = List.of(text.strip().toLowerCase(Locale.ROOT).split("\\s+"));
    if (typed.size() < 12 || typed.size() > 24 || typed.size() % 3 != 0) {
      return Parsed.malformed("a recovery phrase has 12, 15, 18, 21 or 24 words");
    }
    List<String> list = wordList();
    byte[] bits = new byte[typed.size() * BITS_PER_WORD / 8 + 1];
    for (int i = 0; i < typed.size(); i++) {
      int index = Collections.binarySearch(list, typed.get(i));
      if (index < 0) {
        return Parsed.malformed("word " + (i + 1) + " is not in the BIP-39 English list");
      }
      for (int j = 0; j < BITS_PER_WORD; j++) {
        int at = i * BITS_PER_WORD + j;
        bits[at / 8] |= (byte) ((index >> (BITS_PER_WORD - 1 - j) & 1) << (7 - at % 8));
      }
    }
    byte[] entropy = Arrays.copyOf(bits, typed.size() * BITS_PER_WORD / 33 * 4);
    return ofEntropy(entropy).words.equals(typed)
        ? Parsed.ok(new Mnemonic(typed))
        : Parsed.malformed("the words do not belong together: one is wrong, or their order");
  }

  /// The words with one space between.
  public Secret phrase() {
    return new Secret(String.join(" ", words));
  }

  /// The owner's key: `m/9777'/0'/0'`.
  public SigningKey ownerKey() {
    return key(0);
  }

  /// `m/9777'/0'/<index>'`.
  public SigningKey key(int index) {
    return Slip10.derive(seed(""), PURPOSE, 0, index);
  }

  byte[] seed(String passphrase) {
    byte[] salt =
        ("mnemonic" + Normalizer.normalize(passphrase, Normalizer.Form.NFKD))
            .getBytes(StandardCharsets.UTF_8);
    var spec = new PBEKeySpec(phrase().reveal().toCharArray(), salt, ROUNDS, SEED_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no PBKDF2", e);
    } finally {
      spec.clearPassword();
    }
  }

  @Override
  public String toString() {
    return "Mnemonic[...]";
  }

  private static List<String> wordList() {
    try (var in =
            Objects.requireNonNull(
                Mnemonic.class.getResourceAsStream("bip39-english.txt"), "word list");
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  /// SLIP-0010 for Ed25519: only hardened children exist.
  static final class Slip10 {
    private static final int HARDENED = 0x8000_0000;

    private Slip10() {}

    static SigningKey derive(byte[] seed, int... path) {
      byte[] node = hmac("ed25519 seed".getBytes(StandardCharsets.US_ASCII), seed);
      for (int index : path) {
        byte[] data =
            ByteBuffer.allocate(37).put((byte) 0).put(node, 0, 32).putInt(HARDENED | index).array();
        node = hmac(Arrays.copyOfRange(node, 32, 64), data);
      }
      return SigningKey.fromSeed(Arrays.copyOf(node, 32));
    }

    private static byte[] hmac(byte[] key, byte[] data) {
      try {
        Mac mac = Mac.getInstance("HmacSHA512");
        mac.init(new SecretKeySpec(key, "HmacSHA512"));
        return mac.doFinal(data);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JDK has no HMAC-SHA-512", e);
      }
    }
  }
}
