package io.bucky.systemconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.identity.DeviceDocument;
import io.bucky.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The conformance statements of the resolver, over HTTP.
class ResolverStatementsTest {
  private static final String IDS = "/1.0/identifiers/";
  private final ZoneFixture zone = new ZoneFixture().booted();

  ResolverStatementsTest() throws IOException, InterruptedException {}

  @AfterEach
  void close() {
    zone.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return zone.get(path, ZoneFixture.HOST);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return Json.parse(answer.body()).orThrow();
  }

  @Test
  @DisplayName("S13: self on the zone host is the zone document")
  void selfIsTheZone() throws IOException, InterruptedException {
    HttpResponse<String> answer = zone.get(IDS + "self", ZoneFixture.HOST + ":3080");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).path("id").stringValue()).isEqualTo(ZoneFixture.ZONE.toString());
  }

  @Test
  @DisplayName("S14: self on an app host is not 200")
  void selfIsNotAnApp() throws IOException, InterruptedException {
    assertThat(zone.get(IDS + "self", "notes." + ZoneFixture.HOST).statusCode()).isEqualTo(404);
    assertThat(zone.get(IDS + "self", "127.0.0.1:3180").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("S15: the zone DID resolves to an active zone document in its envelope")
  void resolvesTheZone() throws IOException, InterruptedException {
    HttpResponse<String> answer = get(IDS + ZoneFixture.ZONE);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/did-resolution+json");
    JsonNode own = json(answer).at("/didDocumentMetadata/buckyos");
    assertThat(own.path("documentStatus").stringValue()).isEqualTo("active");
    assertThat(own.path("docType").stringValue()).isEqualTo("zone");
    assertThat(own.path("effectiveOwner").stringValue()).isEqualTo(ZoneFixture.OWNER.toString());
  }

  @Test
  @DisplayName("S16: a device resolves to the stored JWT with its hash")
  void resolvesADevice() throws IOException, InterruptedException, NoSuchAlgorithmException {
    JsonNode answer = json(get(IDS + "ood1?type=device"));

    assertThat(answer.path("didDocument").stringValue()).isEqualTo(zone.deviceJwt);
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest(zone.deviceJwt.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.at("/didDocumentMetadata/buckyos/docHash").stringValue())
        .isEqualTo("sha256:" + HexFormat.of().formatHex(hash));
    assertThat(json(get(IDS + "did:web:ood1." + ZoneFixture.HOST)).path("didDocument"))
        .isEqualTo(answer.path("didDocument"));
  }

  @Test
  @DisplayName("S17: a key DID is not resolved")
  void refusesKeyDids() throws IOException, InterruptedException {
    assertThat(get(IDS + "did:dev:" + zone.device.publicKey().x()).statusCode()).isEqualTo(400);
    assertThat(get(IDS + "did:nothing").statusCode()).isEqualTo(400);
  }

  @Test
  @DisplayName("S18: a name outside the zone is 503, not 404")
  void sendsForeignNamesElsewhere() throws IOException, InterruptedException {
    assertThat(get(IDS + "did:web:other.example").statusCode()).isEqualTo(503);
    assertThat(get(IDS + "did:bns:somebody").statusCode()).isEqualTo(503);
  }

  @Test
  @DisplayName("S19: an unknown owner is missing")
  void saysWhoIsMissing() throws IOException, InterruptedException {
    HttpResponse<String> answer = get(IDS + "nobody?type=owner");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(json(answer).at("/didDocumentMetadata/buckyos/documentStatus").stringValue())
        .isEqualTo("missing");
    assertThat(json(answer).at("/didResolutionMetadata/error").stringValue()).isEqualTo("notFound");
  }

  @Test
  @DisplayName("S20: the past is not kept")
  void refusesHistory() throws IOException, InterruptedException {
    HttpResponse<String> answer = get(IDS + "self?iat=1");

    assertThat(answer.statusCode()).isEqualTo(501);
    assertThat(json(answer).at("/buckyos/historicalQuerySupported").booleanValue()).isFalse();
  }

  @Test
  @DisplayName("S21: OPTIONS is 204 and open to every page, other methods are 405")
  void isOpenToPages() throws IOException, InterruptedException {
    HttpResponse<String> answer = zone.request("OPTIONS", IDS + "self", ZoneFixture.HOST);

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(zone.request("POST", IDS + "self", ZoneFixture.HOST).statusCode()).isEqualTo(405);
  }

  @Test
  @DisplayName("S22: did.json on the zone host is the bare zone document")
  void servesTheEntryPoint() throws IOException, InterruptedException {
    HttpResponse<String> answer = get("/.well-known/did.json");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).path("id").stringValue()).isEqualTo(ZoneFixture.ZONE.toString());
  }

  @Test
  @DisplayName("S23: device.jwt on a node's host name is its JWT")
  void servesADeviceDocument() throws IOException, InterruptedException {
    HttpResponse<String> answer = zone.get("/.well-known/device.jwt", "ood1." + ZoneFixture.HOST);

    assertThat(answer.body()).isEqualTo(zone.deviceJwt);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/did+jwt");
    Parsed<DeviceDocument> verified =
        DeviceDocument.verified(answer.body(), zone.owner.publicKey(), zone.now);
    assertThat(verified).isInstanceOf(Parsed.Ok.class);
    assertThat(zone.get("/.well-known/device.jwt", "gone." + ZoneFixture.HOST).statusCode())
        .isEqualTo(404);
  }

  @Test
  void theOwnerHasTheKeyThatTheZoneWasAcceptedWith() throws IOException, InterruptedException {
    zone.put(
        "users/alice/doc",
        io.bucky.identity.OwnerDocument.build(
                ZoneFixture.OWNER, "alice", "Alice", ZoneFixture.seeded(9).publicKey(), zone.now)
            .json()
            .toString());

    JsonNode owner = json(get(IDS + "alice?type=owner"));

    assertThat(owner.at("/didDocument/verificationMethod/0/publicKeyJwk/x").stringValue())
        .isEqualTo(zone.owner.publicKey().x());
  }

  @Test
  void aRevokedDocumentIsGone() throws IOException, InterruptedException {
    zone.put(
        "resolver/cache/did:web:ood1." + ZoneFixture.HOST + "/device/state",
        "{\"document_status\":\"revoked\"}");

    HttpResponse<String> answer = get(IDS + "ood1?type=device");

    assertThat(answer.statusCode()).isEqualTo(410);
    assertThat(json(answer).at("/didDocumentMetadata/deactivated").booleanValue()).isTrue();
  }

  @Test
  void aZoneThatHasNotBootedSendsElsewhere() throws IOException, InterruptedException {
    try (var fresh = new ZoneFixture()) {
      assertThat(fresh.get(IDS + "self", ZoneFixture.HOST).statusCode()).isEqualTo(503);
      assertThat(fresh.get(IDS + ZoneFixture.ZONE, ZoneFixture.HOST).statusCode()).isEqualTo(503);
    }
  }

  @Test
  void aCorruptRecordIsSaidToBeOne() throws IOException, InterruptedException {
    zone.put("devices/ood1/doc", "not a document");

    assertThat(get(IDS + "ood1?type=device").statusCode()).isEqualTo(500);
  }
}
