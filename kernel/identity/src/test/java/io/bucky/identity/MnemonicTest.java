package io.bucky.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.identity.Mnemonic.Slip10;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MnemonicTest {
  private static final String ABANDON = "abandon ".repeat(11) + "about";

  /// The vectors of BIP-39, passphrase TREZOR.
  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000000,"
        + "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
        + " about,"
        + "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e5349553"
        + "1f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04",
    "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f,"
        + "legal winner thank year wave sausage worth useful legal winner thank yellow,"
        + "2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6f"
        + "a457fe1296106559a3c80937a1c1069be3a3a5bd381ee6260e8d9739fce1f607",
    "0000000000000000000000000000000000000000000000000000000000000000,"
        + "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
        + " abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
        + " abandon art,"
        + "bda85446c68413707090a52022edd26a1c9462295029f2e60cd7c4f2bbd30971"
        + "70af7a4d73245cafa9c3cca8d561a7c3de6f5d4a10be8ed2a5e608d68f92fcc8",
  })
  void wordsAndSeedsAreThoseOfTheStandard(String entropy, String words, String seed) {
    Mnemonic mnemonic = Mnemonic.ofEntropy(HexFormat.of().parseHex(entropy));

    assertThat(mnemonic.phrase().reveal()).isEqualTo(words);
    assertThat(HexFormat.of().formatHex(mnemonic.seed("TREZOR"))).isEqualTo(seed);
    assertThat(Mnemonic.parse(new Secret(words)).orThrow().phrase().reveal()).isEqualTo(words);
  }

  /// SLIP-0010, test vector 1 for ed25519.
  @Test
  void derivationIsThatOfTheStandard() {
    byte[] seed = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

    assertThat(Slip10.derive(seed))
        .hasToString(keyOf("2b4be7f19ee27bbf30c667b642d5f4aa69fd169872f8fc3059c08ebae2eb19e7"));
    assertThat(Slip10.derive(seed, 0))
        .hasToString(keyOf("68e0fe46dfb67e368c75379acec591dad19df3cde26e63b93a8e704f1dade7a3"));
    assertThat(Slip10.derive(seed, 0, 1, 2, 2, 1_000_000_000))
        .hasToString(keyOf("8f94d394a8e8fd6b1bc2f3f49f5c47e385281d5c17e65324b0f62483e37e8793"));
    assertThat(HexFormat.of().formatHex(Slip10.derive(seed, 0).publicKey().bytes()))
        .isEqualTo("8c8a13df77a28f3445213a0f432fde644acaa215fc72dcdf300d5efaa85d350c");
  }

  private static String keyOf(String seed) {
    return SigningKey.fromSeed(HexFormat.of().parseHex(seed)).toString();
  }

  @Test
  void twelveNewWordsLeadToTheSameKeyAgain() {
    Mnemonic words = Mnemonic.generate(new SecureRandom());

    String typed =
        "  " + words.phrase().reveal().toUpperCase(java.util.Locale.ROOT).replace(" ", "\n") + " ";

    assertThat(words.phrase().reveal().split(" ")).hasSize(12);
    assertThat(Mnemonic.parse(new Secret(typed)).orThrow().ownerKey().publicKey())
        .isEqualTo(words.ownerKey().publicKey())
        .isNotEqualTo(words.key(1).publicKey());
    assertThat(words).hasToString("Mnemonic[...]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abandon", "abandon about", "x y z"})
  void otherCountsAreRefused(String phrase) {
    assertThat(Mnemonic.parse(new Secret(phrase))).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void aWrongWordIsNamedByItsPlaceOnly() {
    assertThat(Mnemonic.parse(new Secret(ABANDON.replace("about", "abuot"))))
        .isEqualTo(Parsed.malformed("word 12 is not in the BIP-39 English list"));
    assertThat(Mnemonic.parse(new Secret(ABANDON.replace("about", "abandon"))))
        .isInstanceOf(Parsed.Malformed.class);
  }
}
