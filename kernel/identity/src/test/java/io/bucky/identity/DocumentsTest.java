package io.bucky.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.base.testing.TestTime;
import io.bucky.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class DocumentsTest {
  private static final Did ZONE = new Did("web", "home.localhost");
  private static final Did OWNER = new Did("bns", "alice");

  private final TestTime time = new TestTime();
  private final SecureRandom random = new SecureRandom();
  private final SigningKey owner = SigningKey.generate(random);
  private final SigningKey key = SigningKey.generate(random);

  private DeviceDocument device() {
    return DeviceDocument.build(
        key.publicKey().did(),
        "ood1",
        DeviceDocument.OOD,
        key.publicKey(),
        OWNER,
        ZONE,
        Optional.of("lan1"),
        time.now());
  }

  @Test
  void aSignedDocumentIsVerifiedByItsSignerAndUntilItExpires() {
    String jwt = device().sign(owner);

    assertThat(DeviceDocument.verified(jwt, owner.publicKey(), time.now()))
        .isEqualTo(Parsed.ok(device()));
    assertThat(DeviceDocument.verified(jwt, key.publicKey(), time.now()))
        .isInstanceOf(Parsed.Malformed.class);
    time.pass(IdentityDocument.FIVE_YEARS.plusSeconds(1));
    assertThat(DeviceDocument.verified(jwt, owner.publicKey(), time.now()))
        .isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void unknownMembersSurviveAndAreSigned() {
    ObjectNode json = device().json();
    json.put("from_the_future", 7);

    var read =
        DeviceDocument.verified(new DeviceDocument(json).sign(owner), owner.publicKey(), time.now())
            .orThrow();

    assertThat(read.json().path("from_the_future").intValue()).isEqualTo(7);
  }

  @Test
  void aDocumentDoesNotChangeWithTheTreeItWasMadeFrom() {
    ObjectNode json = device().json();
    var document = new DeviceDocument(json);

    json.put("name", "other");
    document.json().put("name", "another");

    assertThat(document.name()).isEqualTo("ood1");
  }

  @Test
  void kindsAreRecognisedByTheirMembers() {
    var boot =
        BootDocument.build(
            List.of(OodString.parse("ood1").orThrow()), Optional.empty(), time.now());
    var person = OwnerDocument.build(OWNER, "alice", "Alice", owner.publicKey(), time.now());
    var zone =
        ZoneDocument.build(ZONE, "home.localhost", OWNER, owner.publicKey(), boot, "", time.now());
    var mini = DeviceMiniDocument.build("a", key.publicKey(), 2980, time.now());

    for (IdentityDocument document : List.of(boot, person, zone, mini, device())) {
      assertThat(IdentityDocument.recognise(document.json())).isEqualTo(Parsed.ok(document));
    }
    assertThat(mini.json().has("p")).isFalse();
    assertThat(IdentityDocument.recognise(Json.object())).isInstanceOf(Parsed.Malformed.class);
  }

  @Property
  void noTextMakesReadingThrow(@ForAll String text) {
    assertThat(ZoneDocument.parse(text)).isInstanceOf(Parsed.Malformed.class);
    assertThat(OwnerDocument.parse("{" + text)).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void anIdentityOpensWithItsOwnKeyOnly() {
    String json = identityJson(device().sign(owner));

    DeviceIdentity identity = DeviceIdentity.open(json, key.toPem(), time, random).orThrow();

    assertThat(identity.name()).isEqualTo("ood1");
    assertThat(identity.zoneHost()).isEqualTo("home.localhost");
    assertThat(identity.owner()).isEqualTo(OWNER);
    assertThat(DeviceIdentity.open(json, owner.toPem(), time, random))
        .isInstanceOf(Parsed.Malformed.class);
    assertThat(DeviceIdentity.open(identityJson(device().sign(key)), key.toPem(), time, random))
        .isInstanceOf(Parsed.Malformed.class);
    assertThat(
            DeviceIdentity.open(
                json.replace("node_identity.v2", "node_identity.v9"), key.toPem(), time, random))
        .isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void aDeviceTokenNamesTheDeviceAndNeverRepeats() {
    DeviceIdentity identity =
        DeviceIdentity.open(identityJson(device().sign(owner)), key.toPem(), time, random)
            .orThrow();

    String token = identity.loginToken("ood1", "scheduler", Duration.ofMinutes(20));

    Jwt jwt = Jwt.decode(token).orThrow();
    assertThat(jwt.issuer()).hasValue("ood1");
    assertThat(jwt.keyId()).hasValue("ood1");
    assertThat(jwt.appId()).hasValue("scheduler");
    assertThat(jwt.expiresAt()).hasValue(time.now().plusSeconds(1_200));
    assertThat(jwt.verifySignature(key.publicKey())).isTrue();
    assertThat(token)
        .isNotEqualTo(identity.loginToken("ood1", "scheduler", Duration.ofMinutes(20)));
  }

  private String identityJson(String deviceJwt) {
    return DeviceIdentity.toJson(
        ZONE, "home.localhost", OWNER, owner.publicKey(), device(), deviceJwt, "", time.now());
  }

  @Test
  void aSealedSecretOpensOnlyInItsPlaceOnItsMachine(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("security/seal.key");
    Sealer sealer = Sealer.openOrCreate(file, random);
    Sealer other = Sealer.openOrCreate(folder.resolve("other.key"), random);

    String sealed = sealer.seal("users/alice/settings", new Secret("hunter2"));

    assertThat(sealed).startsWith("sealed:v1:").doesNotContain("hunter2");
    assertThat(Sealer.openOrCreate(file, random).unseal("users/alice/settings", sealed).orThrow())
        .isEqualTo(new Secret("hunter2"));
    assertThat(sealer.seal("users/alice/settings", new Secret("hunter2"))).isNotEqualTo(sealed);
    assertThat(sealer.unseal("users/bob/settings", sealed)).isInstanceOf(Parsed.Malformed.class);
    assertThat(other.unseal("users/alice/settings", sealed)).isInstanceOf(Parsed.Malformed.class);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Property(tries = 100)
  void noTextMakesUnsealThrow(@ForAll String text, @ForAll byte[] noise) throws IOException {
    Path file = Files.createTempFile("seal", ".key");
    try {
      Files.write(file, new byte[32]);
      Sealer sealer = Sealer.open(file, random);
      String encoded = java.util.Base64.getEncoder().encodeToString(noise);

      assertThat(sealer.unseal("a", text)).isInstanceOf(Parsed.Malformed.class);
      assertThat(sealer.unseal("a", Sealer.PREFIX + text)).isInstanceOf(Parsed.Malformed.class);
      assertThat(sealer.unseal("a", Sealer.PREFIX + encoded)).isInstanceOf(Parsed.Malformed.class);
    } finally {
      Files.delete(file);
    }
  }
}
