package io.bucky.node.activation;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.zone.ReservedNames;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ZoneNameTest {
  private static final Map<String, String> BRIDGES = Map.of("bns", "web3.buckyos.ai");

  @ParameterizedTest
  @CsvSource({
    "home, home.localhost, did:web:home.localhost",
    "Home, home.localhost, did:web:home.localhost",
    "home.localhost, home.localhost, did:web:home.localhost",
    "cloud.example.org, cloud.example.org, did:web:cloud.example.org",
    "box.local, box.local, did:web:box.local",
    "did:web:test.example, test.example, did:web:test.example",
    "did:bns:alice, alice.web3.buckyos.ai, did:bns:alice",
    "alice.web3.buckyos.ai, alice.web3.buckyos.ai, did:bns:alice",
    "did:eth:bob, bob.eth.did, did:eth:bob"
  })
  void aNameHasAHostAndADid(String text, String host, String did) {
    ZoneName name = ZoneName.parse(text, BRIDGES).orThrow();

    assertThat(name.host()).isEqualTo(host);
    assertThat(name.did().toString()).isEqualTo(did);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-home",
        "home-",
        "a..b",
        "192.168.1.7",
        "home.localhost:80",
        "a b",
        "h/../x",
        "did:web:",
        "did:x",
        "ümlaut",
        "a_b"
      })
  void whatIsNoHostNameIsRefused(String text) {
    assertThat(ZoneName.parse(text, BRIDGES)).isInstanceOf(Parsed.Malformed.class);
  }

  @Property
  void noTextMakesItThrow(@ForAll String text) {
    assertThat(ZoneName.parse(text, BRIDGES)).isNotNull();
    assertThat(OwnerName.parse(text)).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("reserved")
  void noOwnerHasAReservedName(String name) {
    assertThat(OwnerName.parse(name)).isInstanceOf(Parsed.Malformed.class);
    assertThat(OwnerName.parse(" " + name.toUpperCase(Locale.ROOT)))
        .isInstanceOf(Parsed.Malformed.class);
  }

  static Set<String> reserved() {
    return ReservedNames.all();
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "Kernel", "ood1", "su_bob", "1bob", "", "a b", "bob/../x"})
  void namesThatMeanSomethingElseAreRefused(String text) {
    assertThat(OwnerName.parse(text)).isInstanceOf(Parsed.Malformed.class);
  }
}
