package io.bucky.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.identity.OodString.Role;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OodStringTest {
  @Test
  @DisplayName("S24: an address implies the net id wan, which is not printed")
  void anAddressImpliesWan() {
    OodString ood = OodString.parse("ood1:1.2.3.4").orThrow();

    assertThat(ood.netId()).hasValue("wan");
    assertThat(ood).hasToString("ood1:1.2.3.4");
    assertThat(OodString.parse("ood1:1.2.3.4@wan").orThrow()).hasToString("ood1:1.2.3.4");
  }

  @Test
  @DisplayName("S24: the prefixes say what a machine does")
  void prefixesGiveTheRole() {
    OodString quiet = OodString.parse("$a@lan1").orThrow();

    assertThat(quiet)
        .isEqualTo(new OodString(Role.OOD, "a", Optional.empty(), Optional.of("lan1")));
    assertThat(quiet.isGateway()).isFalse();
    assertThat(OodString.parse("#gate1:1.2.3.4").orThrow().isOod()).isFalse();
    assertThat(OodString.parse("ood1").orThrow().isGateway()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#",
        "",
        "$",
        "@wan",
        ":1.2.3.4",
        "a:",
        "a:b",
        "a:1.2.3",
        "a:1.2.3.256",
        "a@",
        "a b",
        "a:1.2.3.4:5",
        "##a",
        "a:::1::",
        "a:fe80::1%eth0",
        "a/b"
      })
  @DisplayName("S24: text without a name or with a wrong address is refused")
  void otherTextIsRefused(String text) {
    assertThat(OodString.parse(text)).isInstanceOf(Parsed.Malformed.class);
  }

  @ParameterizedTest
  @CsvSource({"ood1", "ood1@wan", "ood1:192.168.1.8@lan1", "ood1:fd00::1", "$a:::1@lan2", "#g@x"})
  void textFormsReadBackUnchanged(String text) {
    assertThat(OodString.parse(text).orThrow()).hasToString(text);
  }

  @Property
  void noTextMakesParseThrow(@ForAll String text) {
    assertThat(OodString.parse(text)).isNotNull();
  }

  @Property
  void whatIsAcceptedReadsBackEqual(
      @ForAll @Chars({'#', '$', 'a', ':', '@', '1', '.', 'w'}) @StringLength(max = 12)
          String text) {
    if (OodString.parse(text) instanceof Parsed.Ok<OodString>(var ood)) {
      assertThat(OodString.parse(ood.toString())).isEqualTo(Parsed.ok(ood));
    }
  }
}
