package io.bucky.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.testing.TestTime;
import io.bucky.identity.TokenVerifier.Verdict;
import io.bucky.identity.TrustedKey.Holder;
import io.bucky.json.Json;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class TrustKeysTest {
  private final TestTime time = new TestTime();
  private final SecureRandom random = new SecureRandom();
  private final SigningKey hub = SigningKey.generate(random);
  private final SigningKey owner = SigningKey.generate(random);
  private final SigningKey ood = SigningKey.generate(random);
  private final SigningKey edge = SigningKey.generate(random);
  private final TrustKeys trust = new TrustKeys(time);

  @BeforeEach
  void trustThem() {
    trust.replaceAll(
        Map.of(
            "verify-hub", List.of(TrustedKey.of(hub.publicKey(), Holder.VERIFY_HUB)),
            "root", List.of(TrustedKey.of(owner.publicKey(), Holder.OWNER)),
            "$default", List.of(TrustedKey.of(owner.publicKey(), Holder.OWNER)),
            "ood1", List.of(TrustedKey.of(ood.publicKey(), Holder.OOD)),
            "edge", List.of(TrustedKey.of(edge.publicKey(), Holder.NODE))));
  }

  @Test
  void aTokenOfATrustedKeyIsValid() {
    SessionToken token = valid(signed(hub, claims("verify-hub").put("principal_kind", "device")));

    assertThat(token.subject()).isEqualTo("alice");
    assertThat(token.appId()).isEqualTo("notes");
    assertThat(token.issuer()).isEqualTo("verify-hub");
    assertThat(token.kind()).isEqualTo(SessionToken.Kind.DEVICE);
    assertThat(token.sudo()).isFalse();
  }

  @Test
  void theKeyIsNamedByIssuerThenKeyIdThenDefault() {
    ObjectNode anonymous = claims("x");
    anonymous.remove("iss");

    assertThat(valid(Jwt.sign(hub, Optional.of("verify-hub"), anonymous)).issuer())
        .isEqualTo("verify-hub");
    assertThat(valid(signed(owner, anonymous)).issuer()).isEqualTo("$default");
    assertThat(why(Jwt.sign(hub, Optional.of("root"), anonymous))).contains("wrong signature");
    assertThat(why(Jwt.sign(hub, Optional.of("verify-hub"), claims("root"))))
        .as("the issuer counts before the header")
        .contains("wrong signature");
    assertThat(why(signed(hub, claims("nobody")))).contains("unknown issuer");
  }

  @Test
  void aTokenEndsWithItsLeewayEvenWhenItIsRemembered() {
    String token = signed(hub, claims("verify-hub"));
    valid(token);

    time.pass(Duration.ofMinutes(16));
    valid(token);
    time.pass(Duration.ofSeconds(1));

    assertThat(trust.verify(token)).isInstanceOf(Verdict.Expired.class);
  }

  @Test
  void onlyAFreshRefreshTokenOfVerifyHubForThisAppMayRenew() {
    ObjectNode refresh = claims("verify-hub").put("aud", "verify-hub");
    String token = signed(hub, refresh);

    assertThat(trust.mayRenew(token, "notes")).isTrue();
    assertThat(trust.mayRenew(token, "blog")).isFalse();
    assertThat(trust.mayRenew(signed(hub, claims("verify-hub")), "notes"))
        .as("a session token")
        .isFalse();
    assertThat(trust.mayRenew(signed(owner, refresh), "notes")).as("another key").isFalse();
    assertThat(trust.mayRenew(signed(owner, claims("root").put("aud", "verify-hub")), "notes"))
        .as("another issuer")
        .isFalse();
    assertThat(trust.mayRenew("x.y.z", "notes")).isFalse();

    time.pass(Duration.ofMinutes(16));

    assertThat(trust.mayRenew(token, "notes")).as("its time is over").isFalse();
  }

  @Test
  void aReplacedKeyRenewsNothingAfterItsEnd() {
    trust.replaceAll(
        Map.of(
            "verify-hub",
            List.of(
                new TrustedKey(hub.publicKey(), Holder.VERIFY_HUB, time.now().plusSeconds(100)))));
    String token = signed(hub, claims("verify-hub").put("aud", "verify-hub"));
    assertThat(trust.mayRenew(token, "notes")).isTrue();

    time.pass(Duration.ofSeconds(101));

    assertThat(trust.mayRenew(token, "notes")).isFalse();
  }

  @Test
  void replacedKeysForgetWhatTheyVerified() {
    String token = signed(hub, claims("verify-hub"));
    valid(token);

    trust.replace(Map.of("verify-hub", owner.publicKey()));

    assertThat(why(token)).contains("wrong signature");
  }

  @Test
  void aPreviousKeyIsTrustedUntilItsEnd() {
    trust.replaceAll(
        Map.of(
            "verify-hub",
            List.of(
                TrustedKey.of(owner.publicKey(), Holder.VERIFY_HUB),
                new TrustedKey(hub.publicKey(), Holder.VERIFY_HUB, time.now().plusSeconds(100)))));
    String token = signed(hub, claims("verify-hub"));
    valid(token);
    valid(signed(owner, claims("verify-hub")));

    time.pass(Duration.ofSeconds(101));

    assertThat(why(token)).contains("replaced");
  }

  @Test
  void aNumberedNameIsAFurtherKeyOfItsIssuer() {
    trust.replace(Map.of("verify-hub", owner.publicKey(), "verify-hub#1", hub.publicKey()));

    valid(signed(hub, claims("verify-hub").put("sudo", true)));
    assertThat(valid(signed(owner, claims("verify-hub").put("sudo", true))).sudo()).isTrue();
    assertThat(why(signed(hub, claims("verify-hub#1")))).contains("unknown issuer");
  }

  @Test
  void aDeviceThatIsMarkedSpeaksForItselfOnly() {
    trust.replace(Map.of("ood1", ood.publicKey(), "edge#self", edge.publicKey()));

    assertThat(valid(signed(ood, claims("ood1"))).subject()).isEqualTo("alice");
    assertThat(why(signed(edge, claims("edge")))).contains("speaks for itself only");
    assertThat(valid(signed(edge, claims("edge").put("sub", "edge"))).kind())
        .isEqualTo(SessionToken.Kind.DEVICE);
    assertThat(why(signed(edge, claims("edge#self")))).contains("unknown issuer");
  }

  @Test
  void aUserWithAKeyIsAUserWhateverTheTokenSays() {
    trust.replaceAll(Map.of("alice", List.of(TrustedKey.of(owner.publicKey(), Holder.USER))));

    for (SessionToken.Kind kind : SessionToken.Kind.values()) {
      assertThat(valid(signed(owner, claims("alice").put("principal_kind", kind.wire()))).kind())
          .isEqualTo(SessionToken.Kind.USER);
    }
  }

  @Test
  void neededClaimsAreNamed() {
    for (String claim : List.of("sub", "appid", "exp")) {
      ObjectNode claims = claims("verify-hub");
      claims.remove(claim);
      assertThat(why(signed(hub, claims)))
          .isEqualTo("Missing " + (claim.equals("sub") ? "userid" : claim));
      assertThat(why(signed(hub, claims.put(claim, " ")))).startsWith("Missing ");
    }
  }

  @Test
  void aRefreshTokenIsNoSessionToken() {
    assertThat(why(signed(hub, claims("verify-hub").put("aud", "verify-hub"))))
        .contains("refresh token");
    ObjectNode several = claims("verify-hub");
    several.putArray("aud").add("verify-hub").add("x");
    assertThat(why(signed(hub, several))).contains("refresh token");
  }

  @Test
  void onlyVerifyHubGivesSudo() {
    assertThat(valid(signed(hub, claims("verify-hub").put("sudo", true))).sudo()).isTrue();
    assertThat(valid(signed(ood, claims("ood1").put("sudo", true))).sudo()).isFalse();
    assertThat(valid(signed(owner, claims("root").put("sudo", true))).sudo()).isFalse();
  }

  @Test
  void aDeviceThatHoldsNoConfigSpeaksForItselfOnly() {
    assertThat(why(signed(edge, claims("edge")))).contains("speaks for itself only");
    assertThat(valid(signed(edge, claims("edge").put("sub", "edge"))).kind())
        .isEqualTo(SessionToken.Kind.DEVICE);
    assertThat(valid(signed(ood, claims("ood1"))).kind()).isEqualTo(SessionToken.Kind.SERVICE);
  }

  @Test
  void unsignedClaimsAreNeverAToken() {
    assertThat(why(Json.write(claims("verify-hub")))).contains("not a jwt");
    assertThat(why("")).contains("not a jwt");
    assertThat(why("..")).contains("not a jwt");
  }

  private String signed(SigningKey key, ObjectNode claims) {
    return Jwt.sign(key, Optional.empty(), claims);
  }

  private ObjectNode claims(String issuer) {
    return Json.object()
        .put("iss", issuer)
        .put("sub", "alice")
        .put("appid", "notes")
        .put("exp", time.now().getEpochSecond() + 900);
  }

  private SessionToken valid(String token) {
    Verdict verdict = trust.verify(token);
    assertThat(verdict).isInstanceOf(Verdict.Valid.class);
    return ((Verdict.Valid) verdict).token();
  }

  private String why(String token) {
    Verdict verdict = trust.verify(token);
    assertThat(verdict).isInstanceOf(Verdict.Invalid.class);
    return ((Verdict.Invalid) verdict).why();
  }
}
