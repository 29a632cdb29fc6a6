package io.bucky.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.base.testing.TestTime;
import io.bucky.identity.TxtRecords.Documents;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TxtRecordsTest {
  private static final Instant NOW = TestTime.START;
  private static final Did HOST = new Did("web", "home.example");
  private static final Did ALICE = new Did("bns", "alice");

  private final SecureRandom random = new SecureRandom();
  private final SigningKey owner = SigningKey.generate(random);
  private final SigningKey device = SigningKey.generate(random);
  private final BootDocument boot =
      BootDocument.build(
          List.of(OodString.parse("ood1").orThrow()),
          Optional.of("sn.example"),
          NOW.plusSeconds(1_000_000));
  private final DeviceMiniDocument mini =
      DeviceMiniDocument.build("ood1", device.publicKey(), 2981, NOW.plusSeconds(1_000_000));

  @Test
  @DisplayName("S25: the three records give owner, boot, zone and device documents")
  void recordsBecomeDocuments() {
    Documents documents = documents(generated()).orThrow();

    assertThat(documents.owner().id()).isEqualTo(ALICE);
    assertThat(documents.owner().name()).isEqualTo("alice");
    assertThat(documents.owner().displayName()).isEqualTo("alice@home.example");
    assertThat(documents.owner().key()).isEqualTo(owner.publicKey());
    assertThat(documents.boot().supportNode()).hasValue("sn.example");
    assertThat(documents.zone().id()).isEqualTo(HOST);
    assertThat(documents.zone().host()).isEqualTo("home.example");
    assertThat(documents.zone().owner()).isEqualTo(ALICE);
    assertThat(documents.zone().key()).isEqualTo(owner.publicKey());
    assertThat(documents.zone().bootJwt()).hasValue(documents.bootJwt());
    assertThat(documents.zone().issuedAt()).isEqualTo(boot.issuedAt());
    DeviceDocument ood1 = documents.devices().values().iterator().next();
    assertThat(ood1.key()).isEqualTo(device.publicKey());
    assertThat(ood1.id()).isEqualTo(device.publicKey().did());
    assertThat(ood1.rtcpPort()).isEqualTo(2981);
    assertThat(documents.zone().devices()).containsOnlyKeys("ood1");
  }

  @Test
  @DisplayName("S25: a device record that another key signed is ignored")
  void aStrangersDeviceIsIgnored() {
    var texts = new ArrayList<>(generated());
    SigningKey stranger = SigningKey.generate(random);
    var evil = DeviceMiniDocument.build("evil", stranger.publicKey(), 2980, NOW.plusSeconds(1_000));
    texts.addFirst("DEV=" + evil.sign(stranger) + ";");
    texts.add("DEV=rubbish;");

    assertThat(documents(texts).orThrow().devices()).containsOnlyKeys("ood1");
  }

  @Test
  @DisplayName("S25: without a key record nothing is produced")
  void withoutAKeyThereIsNothing() {
    List<String> texts = generated().stream().filter(text -> !text.startsWith("PKX")).toList();

    assertThat(TxtRecords.parse(texts)).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  @DisplayName("14.2.5: a boot record that another key signed is refused")
  void aStrangersBootIsRefused() {
    SigningKey stranger = SigningKey.generate(random);
    List<String> texts =
        List.of("PKX=" + owner.publicKey().x() + ";", "BOOT=" + boot.sign(stranger) + ";");

    assertThat(documents(texts)).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void anExpiredBootRecordIsRefused() {
    assertThat(
            TxtRecords.parse(generated())
                .flatMap(
                    records -> records.documents("home.example", HOST, NOW.plusSeconds(1_000_001))))
        .isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void aKeyRecordMayBeIndexedBareOrNameItsOwner() {
    String x = owner.publicKey().x();

    assertThat(TxtRecords.parse(List.of("PKX=0:" + x)).orThrow().ownerKey())
        .isEqualTo(owner.publicKey());
    assertThat(TxtRecords.parse(List.of(" PKX=" + x + " ; ")).orThrow().owner()).isEmpty();
    assertThat(TxtRecords.parse(List.of("PKX=" + x + ":web:a.example:b")).orThrow().owner())
        .hasValue(new Did("web", "a.example:b"));
    assertThat(TxtRecords.parse(List.of("PKX=abc;"))).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void anotherNamesOwnerIsTheHostItself() {
    List<String> texts = TxtRecords.generate(owner, Optional.empty(), boot, List.of());

    assertThat(documents(texts).orThrow().owner().id()).isEqualTo(HOST);
  }

  @Property
  void noTextsMakeParseThrow(@ForAll @From("texts") List<String> texts) {
    Parsed<TxtRecords> parsed = TxtRecords.parse(texts);

    if (parsed instanceof Parsed.Ok<TxtRecords>(var records)) {
      assertThat(records.documents("home.example", HOST, NOW)).isNotNull();
    }
  }

  @Provide
  Arbitrary<List<String>> texts() {
    List<String> real = generated();
    Arbitrary<String> names = Arbitraries.of("PKX=", "BOOT=", "DEV=", "DID=", "=", ";", "PKX=;");
    Arbitrary<String> odd =
        names.flatMap(name -> Arbitraries.strings().ofMaxLength(60).map(rest -> name + rest));
    return Arbitraries.oneOf(Arbitraries.of(real), odd, Arbitraries.strings()).list().ofMaxSize(6);
  }

  private List<String> generated() {
    return TxtRecords.generate(owner, Optional.of(ALICE), boot, List.of(mini));
  }

  private static Parsed<Documents> documents(List<String> texts) {
    return TxtRecords.parse(texts).flatMap(records -> records.documents("home.example", HOST, NOW));
  }
}
