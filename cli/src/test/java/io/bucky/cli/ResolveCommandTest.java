package io.bucky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.identity.BootDocument;
import io.bucky.identity.OodString;
import io.bucky.identity.SigningKey;
import io.bucky.json.Json;
import io.bucky.naming.testing.DnsServer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResolveCommandTest {
  private static final String HOST = "alice.example.invalid";
  private final SigningKey owner = SigningKey.generate(new SecureRandom());

  @Test
  void aZoneIsReadFromItsRecordsInDns() throws IOException {
    try (DnsServer dns = DnsServer.open(Map.of(HOST, records(owner)))) {
      CommandRun run = CommandRun.of("resolve", HOST, "--dns", at(dns), "--json");

      assertThat(run.err()).isEmpty();
      assertThat(run.status()).isEqualTo(ExitStatus.OK);
      var answer = Json.parse(run.out()).orThrow();
      assertThat(answer.path("did").asString("")).isEqualTo("did:web:" + HOST);
      assertThat(answer.path("evidence").asString("")).isEqualTo("verified");
      assertThat(answer.path("document").path("id").asString("")).isEqualTo("did:web:" + HOST);
      assertThat(
              CommandRun.of("resolve", "did:web:" + HOST, "--type", "owner", "--dns", at(dns))
                  .out())
          .contains("(owner)")
          .contains("signed by the key that DNS of " + HOST + " names")
          .contains(owner.publicKey().x());
    }
  }

  @Test
  void recordsThatAnotherKeySignedAreNoAnswer() throws IOException {
    List<String> forged =
        List.of(
            "PKX=" + owner.publicKey().x() + ";",
            records(SigningKey.generate(new SecureRandom())).getLast());
    try (DnsServer dns = DnsServer.open(Map.of(HOST, forged))) {
      CommandRun run = CommandRun.of("resolve", HOST, "--dns", at(dns));

      assertThat(run.status()).isEqualTo(ExitStatus.TRY_AGAIN);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).contains("nobody could say").contains("DNS of " + HOST);
    }
  }

  @Test
  void aKeyIsSaidToBeOneWithoutAskingAnybody() {
    String did = owner.publicKey().did().toString();

    CommandRun run = CommandRun.of("resolve", did);

    assertThat(run.status()).isEqualTo(ExitStatus.OK);
    assertThat(run.out()).contains(did + " is a key, not a name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"did:", "a b", "http://x/", "x --type cat", "x --dns 1:99999", "x --dns -"})
  void whatIsNoNameIsRefusedBeforeAnybodyIsAsked(String words) {
    String[] all = ("resolve " + words).split(words.equals("a b") ? "(?<=resolve) " : " ");

    assertThat(CommandRun.of(all).status()).isEqualTo(ExitStatus.USAGE);
  }

  private static String at(DnsServer dns) {
    return "127.0.0.1:" + dns.address().getPort();
  }

  private static List<String> records(SigningKey key) {
    String boot =
        BootDocument.build(
                List.of(OodString.parse("ood1").orThrow()),
                Optional.empty(),
                Instant.now().plusSeconds(3_600))
            .sign(key);
    return List.of("PKX=" + key.publicKey().x() + ";", "BOOT=" + boot + ";");
  }
}
