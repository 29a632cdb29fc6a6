package io.bucky.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bucky.base.Time;
import io.bucky.identity.Jwt;
import io.bucky.identity.TrustKeys;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// A token or a document from anywhere.
class TokenFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void neverThrows(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Objects.requireNonNull(Jwt.decode(text));
    Objects.requireNonNull(new TrustKeys(Time.system()).verify(text));
  }
}
