package io.bucky.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.testing.TestTime;
import io.bucky.identity.Jwt;
import io.bucky.identity.SigningKey;
import io.bucky.identity.TrustKeys;
import io.bucky.json.Json;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginTest {
  private final SigningKey hub = SigningKey.generate(new SecureRandom());
  private final SigningKey ood = SigningKey.generate(new SecureRandom());
  private final TestTime time = new TestTime();

  @Test
  void onlyVerifyHubLogsPeopleIn() {
    var trust = new TrustKeys(time);
    trust.replace(Map.of("verify-hub", hub.publicKey(), "ood1", ood.publicKey()));

    assertThat(Login.of(token(hub, "verify-hub"), trust).map(Login::user)).contains("alice");
    assertThat(Login.of(token(ood, "ood1"), trust)).isEmpty();
  }

  private String token(SigningKey key, String issuer) {
    var claims =
        Json.object()
            .put("iss", issuer)
            .put("sub", "alice")
            .put("appid", "notes")
            .put("exp", time.now().getEpochSecond() + 60);
    return Jwt.sign(key, Optional.of(issuer), claims);
  }
}
