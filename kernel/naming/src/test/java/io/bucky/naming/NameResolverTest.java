package io.bucky.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.testing.TestTime;
import io.bucky.identity.BootDocument;
import io.bucky.identity.DeviceMiniDocument;
import io.bucky.identity.Did;
import io.bucky.identity.OodString;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.PublicKey;
import io.bucky.identity.SigningKey;
import io.bucky.identity.TxtRecords;
import io.bucky.identity.ZoneDocument;
import io.bucky.json.Json;
import io.bucky.naming.Resolution.Evidence;
import io.bucky.naming.Resolution.Found;
import io.bucky.naming.testing.DnsServer;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NameResolverTest {
  private static final Did ALICE = new Did("bns", "alice");
  private static final Did HOME = new Did("web", "home.example");

  private final TestTime time = new TestTime();
  private final SecureRandom random = new SecureRandom();
  private final SigningKey owner = SigningKey.generate(random);
  private final SigningKey device = SigningKey.generate(random);
  private final Map<String, List<String>> dns = new HashMap<>();
  private final Map<String, Lookup<String>> pages = new HashMap<>();
  private int questions;

  @Test
  @DisplayName("S25: the records of a host resolve to zone, owner, boot and device")
  void recordsOnAHostResolve() throws Exception {
    dns.put("home.example", records(owner));
    NameResolver resolver = resolver(Map.of());

    Found zone = found(resolver.resolve(HOME, DocumentKind.ZONE));
    assertThat(((ZoneDocument) zone.document()).owner()).isEqualTo(ALICE);
    assertThat(zone.evidence()).isEqualTo(Evidence.VERIFIED);
    assertThat(found(resolver.resolve(HOME, DocumentKind.BOOT)).text()).startsWith("ey");
    assertThat(
            found(resolver.resolve(new Did("web", "ood1.home.example"), DocumentKind.DEVICE))
                .text())
        .contains(device.publicKey().x());
    assertThat(resolver.resolve(new Did("web", "ood9.home.example"), DocumentKind.DEVICE))
        .isInstanceOf(Resolution.Missing.class);
  }

  @Test
  void recordsComeThroughARealNameServer() throws Exception {
    try (var server =
        DnsServer.open(
            Map.of("home.example", records(owner), "x.example", List.of("v=spf1 -all")))) {
      var resolver =
          new NameResolver(
              Bridges.none(),
              NameResolver.LocalDocuments.none(),
              DnsTxtSource.of(server.address()),
              _ -> new Lookup.Missing<>(),
              Map.of(),
              time);

      assertThat(found(resolver.resolve(HOME, DocumentKind.ZONE)).source())
          .isEqualTo("DNS of home.example");
      assertThat(resolver.resolve(new Did("web", "x.example"), DocumentKind.ZONE))
          .isInstanceOf(Resolution.Missing.class);
      assertThat(resolver.resolve(new Did("web", "nowhere.example"), DocumentKind.ZONE))
          .isInstanceOf(Resolution.Missing.class);
    }
  }

  @Test
  @DisplayName("14.2.5: records with another key than the known owner's are refused")
  void aPinnedKeyIsNotReplaced() throws Exception {
    dns.put("home.example", records(SigningKey.generate(random)));
    NameResolver resolver = resolver(Map.of(ALICE, owner.publicKey()));

    assertThat(resolver.resolve(HOME, DocumentKind.ZONE))
        .isInstanceOf(Resolution.Unavailable.class);
    pages.put(
        "https://home.example/.well-known/zone",
        new Lookup.Found<>(zone().sign(SigningKey.generate(random))));
    assertThat(resolver.resolve(HOME, DocumentKind.ZONE))
        .isInstanceOf(Resolution.Unavailable.class);
    pages.put("https://home.example/.well-known/zone", new Lookup.Found<>(zone().sign(owner)));
    assertThat(found(resolver.resolve(HOME, DocumentKind.ZONE)).evidence())
        .isEqualTo(Evidence.VERIFIED);
  }

  @Test
  void theHostIsAskedWhenDnsHasNothing() throws Exception {
    pages.put(
        "https://home.example/.well-known/zone", new Lookup.Found<>(Json.write(zone().json())));

    Found zone = found(resolver(Map.of()).resolve(HOME, DocumentKind.ZONE));

    assertThat(zone.evidence()).isEqualTo(Evidence.STATED);
    assertThat(zone.source()).isEqualTo("https://home.example/.well-known/zone");
  }

  @Test
  void aDocumentOfAnotherDidOrOneThatExpiredIsRefused() throws Exception {
    pages.put(
        "https://other.example/.well-known/zone", new Lookup.Found<>(Json.write(zone().json())));
    assertThat(resolver(Map.of()).resolve(new Did("web", "other.example"), DocumentKind.ZONE))
        .isInstanceOf(Resolution.Unavailable.class);

    pages.put(
        "https://home.example/.well-known/zone", new Lookup.Found<>(Json.write(zone().json())));
    time.pass(Duration.ofDays(3_651));
    assertThat(resolver(Map.of()).resolve(HOME, DocumentKind.ZONE))
        .isInstanceOf(Resolution.Unavailable.class);
  }

  @Test
  void aBridgeAnswersForItsMethod() throws Exception {
    var document = OwnerDocument.build(ALICE, "alice", "Alice", owner.publicKey(), time.now());
    String uri = "https://web3.buckyos.ai/1.0/identifiers/did:bns:alice?type=owner";
    var envelope = Json.object().put("didDocument", document.sign(owner));
    pages.put(uri, new Lookup.Found<>(Json.write(envelope)));

    assertThat(found(resolver(Map.of()).resolve(ALICE, DocumentKind.OWNER)).document())
        .isEqualTo(document);

    envelope.putObject("didDocumentMetadata").put("deactivated", true);
    pages.put(uri, new Lookup.Found<>(Json.write(envelope)));
    assertThat(resolver(Map.of()).resolve(ALICE, DocumentKind.OWNER))
        .isInstanceOf(Resolution.Gone.class);
  }

  @Test
  void aKeyNeedsNoQuestion() throws Exception {
    Resolution resolution =
        resolver(Map.of()).resolve(device.publicKey().did(), DocumentKind.DEVICE);

    assertThat(resolution).isEqualTo(new Resolution.Key(device.publicKey()));
    assertThat(questions).isZero();
  }

  @Test
  void localDocumentsWin() throws Exception {
    dns.put("home.example", records(owner));
    var resolver =
        new NameResolver(
            Bridges.none(),
            (_, _) -> Optional.of(new Resolution.Gone()),
            this::txt,
            this::page,
            Map.of(),
            time);

    assertThat(resolver.resolve(HOME, DocumentKind.ZONE)).isInstanceOf(Resolution.Gone.class);
  }

  @Test
  void whatIsKnownIsAskedAgainAfterAnHourAndKeptWhileNobodyAnswers() throws Exception {
    dns.put("home.example", records(owner));
    NameResolver resolver = resolver(Map.of());
    found(resolver.resolve(HOME, DocumentKind.ZONE));
    int asked = questions;

    found(resolver.resolve(HOME, DocumentKind.ZONE));
    assertThat(questions).isEqualTo(asked);

    dns.clear();
    pages.put("https://home.example/.well-known/zone", new Lookup.Failed<>("down"));
    time.pass(Duration.ofMinutes(61));
    found(resolver.resolve(HOME, DocumentKind.ZONE));
    assertThat(questions).isGreaterThan(asked);

    time.pass(Duration.ofDays(30));
    assertThat(resolver.resolve(HOME, DocumentKind.ZONE))
        .as("the boot record expired after 20 days")
        .isInstanceOf(Resolution.Unavailable.class);
  }

  private NameResolver resolver(Map<Did, PublicKey> pins) {
    return new NameResolver(
        new Bridges(Map.of("bns", "web3.buckyos.ai")),
        NameResolver.LocalDocuments.none(),
        this::txt,
        this::page,
        pins,
        time);
  }

  private Lookup<List<String>> txt(String host) {
    questions++;
    List<String> texts = dns.get(host);
    return texts == null ? new Lookup.Missing<>() : new Lookup.Found<>(texts);
  }

  private Lookup<String> page(URI uri) {
    questions++;
    return pages.getOrDefault(uri.toString(), new Lookup.Missing<>());
  }

  private List<String> records(SigningKey by) {
    return TxtRecords.generate(
        by,
        Optional.of(ALICE),
        boot(),
        List.of(
            DeviceMiniDocument.build(
                "ood1", device.publicKey(), 2980, time.now().plus(Duration.ofDays(20)))));
  }

  private BootDocument boot() {
    return BootDocument.build(
        List.of(OodString.parse("ood1").orThrow()),
        Optional.empty(),
        time.now().plus(Duration.ofDays(20)));
  }

  private ZoneDocument zone() {
    return ZoneDocument.build(
        HOME, "home.example", ALICE, owner.publicKey(), boot(), "", time.now());
  }

  private static Found found(Resolution resolution) {
    assertThat(resolution).isInstanceOf(Found.class);
    return (Found) resolution;
  }
}
