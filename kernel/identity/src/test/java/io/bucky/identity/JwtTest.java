package io.bucky.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTest {
  private static final SigningKey KEY = SigningKey.fromSeed(new byte[32]);

  @Property
  void noTextMakesDecodeThrow(@ForAll String text) {
    assertThat(Jwt.decode(text)).isNotNull();
  }

  @Property
  void noThreePartsMakeDecodeOrAClaimThrow(@ForAll @From("almostTokens") String text) {
    if (Jwt.decode(text) instanceof Parsed.Ok<Jwt>(var jwt)) {
      assertThat(jwt.subject()).isNotNull();
      assertThat(jwt.id()).isNotNull();
      assertThat(jwt.audience()).isNotNull();
      assertThat(jwt.session()).isNotNull();
      assertThat(jwt.expiresAt()).isNotNull();
      assertThat(jwt.verifySignature(KEY.publicKey())).isFalse();
    }
  }

  @Provide
  Arbitrary<String> almostTokens() {
    Arbitrary<String> json =
        Arbitraries.of(
            "{}",
            "[]",
            "1",
            "null",
            "{\"alg\":\"EdDSA\"}",
            "{\"alg\":7,\"kid\":[]}",
            "{\"sub\":1,\"exp\":1e300,\"jti\":-1,\"aud\":[1,\"a\"],\"session\":18446744073709551615}",
            "{\"exp\":-1,\"jti\":1.5,\"aud\":{},\"nonce\":99999999999999999999999}",
            "{\"exp\":\"soon\",\"iss\":\"\"}",
            "{\"a\":1,\"a\":2}",
            "{",
            "\u0000");
    Arbitrary<String> part =
        Arbitraries.oneOf(json.map(JwtTest::encoded), Arbitraries.strings().ascii().ofMaxLength(8));
    return Combinators.combine(part, part, part).as((a, b, c) -> a + "." + b + "." + c);
  }

  @Test
  void whatIsSignedIsReadBack() {
    String text = Jwt.sign(KEY, Optional.of("k"), Json.object().put("sub", "alice").put("exp", 5));

    Jwt jwt = Jwt.decode(text).orThrow();

    assertThat(jwt.verifySignature(KEY.publicKey())).isTrue();
    assertThat(jwt.keyId()).hasValue("k");
    assertThat(jwt.subject()).hasValue("alice");
    assertThat(jwt.expiresAt().orElseThrow().getEpochSecond()).isEqualTo(5);
    assertThat(jwt.compact()).isEqualTo(text);
  }

  @Test
  void theHeaderOfADocumentIsAsShortAsCanBe() {
    String text = Jwt.sign(KEY, Optional.empty(), Json.object());

    assertThat(text).startsWith(encoded("{\"alg\":\"EdDSA\"}") + ".");
  }

  @Test
  void everyChangedCharacterBreaksTheSignature() {
    String text = Jwt.sign(KEY, Optional.of("k"), Json.object().put("sub", "alice"));
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      String changed = text.substring(0, i) + other + text.substring(i + 1);

      boolean accepted =
          Jwt.decode(changed) instanceof Parsed.Ok<Jwt>(var jwt)
              && jwt.verifySignature(KEY.publicKey());

      assertThat(accepted).as("character %d", i).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "RS256", "eddsa", "Ed25519"})
  void anotherAlgorithmNeverVerifies(String algorithm) {
    String input = encoded("{\"alg\":\"" + algorithm + "\"}") + "." + encoded("{}");
    String signature =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(KEY.sign(input.getBytes(StandardCharsets.US_ASCII)));

    Jwt jwt = Jwt.decode(input + "." + signature).orThrow();

    assertThat(jwt.verifySignature(KEY.publicKey())).isFalse();
  }

  @Test
  void aTokenBeyondTheLimitIsRefused() {
    assertThat(Jwt.decode("a".repeat(Jwt.CHARS_MAX + 1))).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void anUnknownCriticalHeaderIsRefused() {
    String text = encoded("{\"alg\":\"EdDSA\",\"crit\":[\"x\"]}") + "." + encoded("{}") + ".AAAA";

    assertThat(Jwt.decode(text)).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void theFirstGenerationsClaimsAreRead() {
    Jwt jwt =
        Jwt.decode(
                Jwt.sign(
                    KEY,
                    Optional.empty(),
                    (tools.jackson.databind.node.ObjectNode)
                        Json.parse(
                                "{\"userid\":\"a\",\"nonce\":7,\"aud\":[\"x\",\"y\"],\"session\":18446744073709551615}")
                            .orThrow()))
            .orThrow();

    assertThat(jwt.subject()).hasValue("a");
    assertThat(jwt.id()).hasValue("7");
    assertThat(jwt.audience()).hasValue("x");
    assertThat(jwt.session()).hasValue("18446744073709551615");
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
