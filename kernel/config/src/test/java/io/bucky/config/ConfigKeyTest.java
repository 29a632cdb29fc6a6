package io.bucky.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigKeyTest {
  @ParameterizedTest
  @CsvSource({
    "a/b, a/b",
    "/a/b, a/b",
    "a//b/, a/b",
    "/config/a/b, a/b",
    "obj://config/a/b, a/b",
    "obj://config/obj://config/a, a",
    "config/a, config/a",
    "a/../c, c",
    "../../c, c",
    "a/./b, a/b",
    "a\\b\\..\\c, a/c",
    "a/.hidden, a/.hidden",
    "users/a b/x, users/a b/x",
    "did:web:x/y, did:web:x/y",
  })
  void everySpellingIsOneKey(String spelling, String key) {
    assertThat(ConfigKey.parse(spelling)).isEqualTo(Parsed.ok(ConfigKey.of(key)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "..", "__meta", "__meta/x", "a/../__meta/x", "a/\u0001", "\ud800"})
  void whatIsNoKeyIsSaidSo(String text) {
    assertThat(ConfigKey.parse(text)).isInstanceOf(Parsed.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"__metadata/x", "a__meta", "a/__meta"})
  void onlyTheReservedNameIsReserved(String text) {
    assertThat(ConfigKey.parse(text)).isInstanceOf(Parsed.Ok.class);
  }

  @Property
  void aKeyIsItsOwnNormalForm(@ForAll("texts") String text) {
    if (ConfigKey.parse(text) instanceof Parsed.Ok<ConfigKey>(var key)) {
      assertThat(ConfigKey.parse(key.text())).isEqualTo(Parsed.ok(key));
      assertThat(new ConfigKey(key.text())).isEqualTo(key);
      assertThat(List.of(key.text().split("/"))).doesNotContain("", ".", "..");
      assertThat(key.text()).doesNotStartWith("/");
    }
  }

  @Property
  void nothingMakesItThrow(@ForAll String text) {
    assertThat(ConfigKey.parse(text)).isNotNull();
    assertThat(KeyPrefix.parse(text)).isNotNull();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("a", "b/", "/", "..", ".", "\\", "obj://config/", "/config/", "é", " ")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }
}
