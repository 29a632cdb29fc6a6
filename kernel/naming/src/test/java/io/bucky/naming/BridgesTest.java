package io.bucky.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.identity.Did;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BridgesTest {
  private final Bridges bridges = new Bridges(Map.of("bns", "web3.buckyos.ai"));

  @ParameterizedTest
  @CsvSource({
    "did:bns:alice, alice.web3.buckyos.ai",
    "did:bns:ood1.alice, ood1.alice.web3.buckyos.ai",
    "did:web:home.example, home.example",
    "did:dev:abc, abc.dev.did",
  })
  @DisplayName("S26: a DID maps to its host and back")
  void aDidMapsToAHostAndBack(String did, String host) {
    Did parsed = Did.parse(did).orThrow();

    assertThat(bridges.host(parsed)).isEqualTo(host);
    assertThat(bridges.did(host)).isEqualTo(Parsed.ok(parsed));
  }

  @Test
  @DisplayName("S26: without a bridge the raw form serves")
  void withoutABridgeTheRawFormServes() {
    Did alice = new Did("bns", "alice");

    assertThat(Bridges.none().host(alice)).isEqualTo("alice.bns.did");
    assertThat(Bridges.none().did("alice.bns.did")).isEqualTo(Parsed.ok(alice));
    assertThat(bridges.did("alice.bns.did")).isEqualTo(Parsed.ok(alice));
    assertThat(bridges.did("Alice.Web3.BuckyOS.ai.")).isEqualTo(Parsed.ok(alice));
    assertThat(bridges.did("web3.buckyos.ai"))
        .isEqualTo(Parsed.ok(new Did("web", "web3.buckyos.ai")));
  }

  @Test
  void aWebDidMayHaveAPortAndAPath() {
    Did did = new Did("web", "home.example%3A8443:users:alice");

    assertThat(bridges.host(did)).isEqualTo("home.example");
    assertThat(Bridges.path(did)).hasValue("users/alice");
    assertThat(Bridges.path(new Did("web", "home.example"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a b", "x/y", "a:b", "did:", "did:web", "did:web:"})
  void otherTextIsRefused(String text) {
    assertThat(bridges.read(text).toOptional().filter(did -> did.id().isBlank())).isEmpty();
    assertThat(bridges.read(text.isEmpty() ? " " : text.replace(".", "/")))
        .isInstanceOf(Parsed.Malformed.class);
  }

  @Property
  void noTextMakesReadThrow(@ForAll String text) {
    assertThat(bridges.read(text)).isNotNull();
    assertThat(bridges.read(text + ".did")).isNotNull();
  }
}
