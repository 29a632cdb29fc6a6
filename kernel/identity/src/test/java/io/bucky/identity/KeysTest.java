package io.bucky.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.json.Json;
import java.security.SecureRandom;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  /// RFC 8032, section 7.1, tests 1 to 3.
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  })
  void signaturesAreThoseOfTheStandard(String seed, String key, String message, String signature) {
    SigningKey signing = SigningKey.fromSeed(hex(seed));

    assertThat(signing.publicKey().bytes()).isEqualTo(hex(key));
    assertThat(signing.sign(hex(message))).isEqualTo(hex(signature));
    assertThat(signing.publicKey().verifies(hex(message), hex(signature))).isTrue();
  }

  @Property(tries = 50)
  void aChangedMessageOrSignatureDoesNotVerify(
      @ForAll @Size(min = 1, max = 100) byte[] message, @ForAll int where) {
    SigningKey key = SigningKey.fromSeed(new byte[32]);
    byte[] signature = key.sign(message);
    byte[] changed = message.clone();
    int at = Math.floorMod(where, message.length);
    changed[at] ^= 1;
    byte[] forged = signature.clone();
    forged[Math.floorMod(where, 64)] ^= 1;

    assertThat(key.publicKey().verifies(message, signature)).isTrue();
    assertThat(key.publicKey().verifies(changed, signature)).isFalse();
    assertThat(key.publicKey().verifies(message, forged)).isFalse();
    assertThat(key.publicKey().verifies(message, new byte[63])).isFalse();
  }

  @Test
  void theFileFormIsFixedPkcs8() {
    SigningKey key = SigningKey.generate(new SecureRandom());

    String pem = key.toPem().reveal();

    assertThat(pem).startsWith("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI");
    assertThat(SigningKey.fromPem(new Secret(pem)).orThrow().publicKey())
        .isEqualTo(key.publicKey());
    assertThat(SigningKey.fromPem(new Secret(pem.replace("\n", "\r\n") + " ")).toOptional())
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"
      })
  void anotherFileIsRefused(String pem) {
    assertThat(SigningKey.fromPem(new Secret(pem))).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void aPrivateKeyPrintsOnlyItsPublicHalf() {
    SigningKey key = SigningKey.fromSeed(new byte[32]);

    assertThat(key.toString()).contains(key.publicKey().x());
    assertThat(key.toPem().toString()).isEqualTo("Secret[...]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AAAA",
        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR", // a character short
        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp", // unused bits set
        "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo", // the other alphabet
        "__________________________________________8", // not on the curve
      })
  void anXThatIsNoKeyIsRefused(String x) {
    assertThat(PublicKey.parseX(x)).isEqualTo(Parsed.malformed("Invalid pkx"));
  }

  @Test
  void aJwkIsReadAndWritten() {
    PublicKey key = SigningKey.fromSeed(new byte[32]).publicKey();

    assertThat(PublicKey.parseJwk(key.jwk())).isEqualTo(Parsed.ok(key));
    assertThat(PublicKey.parseJwk(key.jwk().put("crv", "X25519")))
        .isInstanceOf(Parsed.Malformed.class);
    assertThat(PublicKey.parseJwk(Json.object())).isInstanceOf(Parsed.Malformed.class);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
