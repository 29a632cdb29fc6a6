package io.bucky.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  record Port(int number) {
    Port {
      if (number < 1) {
        throw new IllegalArgumentException(number + " is not a port");
      }
    }
  }

  @Test
  void whatARecordChecksIsSaidInItsOwnWords() {
    assertThat(Json.read("{\"number\":80}", Port.class)).isEqualTo(Parsed.ok(new Port(80)));
    assertThat(Json.read("{\"number\":0}", Port.class))
        .isEqualTo(Parsed.malformed("0 is not a port"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "[1e99999999999999999999999999999999999999999999999999999999999999999999999999999999"
            + "9999999999999999999999999999]",
      })
  void whatIsNoJsonIsMalformed(String text) {
    assertThat(Json.parse(text)).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void nestingHasALimit() {
    assertThat(Json.parse("[".repeat(65) + "]".repeat(65))).isInstanceOf(Parsed.Malformed.class);
    assertThat(Json.parse("[".repeat(60) + "]".repeat(60))).isInstanceOf(Parsed.Ok.class);
  }
}
