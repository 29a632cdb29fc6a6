package io.bucky.controlpanel.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.zone.ReservedNames;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AppNamesTest {
  @ParameterizedTest
  @MethodSource("reserved")
  void noAppHasAReservedName(String name) {
    assertThat(AppNames.wrong(name)).isPresent();
  }

  @Test
  void mostNamesAreFree() {
    assertThat(AppNames.wrong("notes")).isEmpty();
    assertThat(AppNames.wrong("home-assistant")).isEmpty();
  }

  static Set<String> reserved() {
    return ReservedNames.all();
  }
}
