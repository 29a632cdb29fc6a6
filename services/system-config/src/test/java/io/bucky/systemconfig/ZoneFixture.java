package io.bucky.systemconfig;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.config.embedded.EmbeddedStore;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.identity.BootDocument;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.Did;
import io.bucky.identity.Jwt;
import io.bucky.identity.OodString;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.SigningKey;
import io.bucky.identity.ZoneDocument;
import io.bucky.json.Json;
import io.bucky.krpc.http.Endpoint;
import io.bucky.krpc.http.KrpcHttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A zone `home.localhost` with one OOD, its system config on a loopback port, and everybody's
/// keys.
final class ZoneFixture implements AutoCloseable {
  static final String HOST = "home.localhost";
  static final Did ZONE = new Did("web", HOST);
  static final Did OWNER = new Did("bns", "alice");
  static final String TAIL =
      """
      g, alice, admin
      g, su_alice, su_admin
      g, bob, users
      g, carol, limited
      g, ood1, ood
      g, notes, app
      g, other, app
      """;

  final Instant now = Instant.now();
  final SigningKey owner = seeded(1);
  final SigningKey device = seeded(2);
  final SigningKey hub = seeded(3);
  final EmbeddedStore store = MemoryConfig.open();
  final DeviceIdentity identity;
  final SystemConfigService service;
  final KrpcHttpServer server;
  final URI base;
  final HttpClient http = HttpClient.newHttpClient();
  final String deviceJwt;

  ZoneFixture() throws IOException, InterruptedException {
    var random = new SecureRandom();
    var document =
        DeviceDocument.build(
            new Did("web", "ood1." + HOST),
            "ood1",
            DeviceDocument.OOD,
            device.publicKey(),
            OWNER,
            ZONE,
            Optional.empty(),
            now);
    deviceJwt = document.sign(owner);
    String json =
        DeviceIdentity.toJson(ZONE, HOST, OWNER, owner.publicKey(), document, deviceJwt, "", now);
    identity = DeviceIdentity.open(json, device.toPem(), Time.system(), random).orThrow();
    var metrics = new Metrics();
    service = SystemConfigService.open(store, identity, metrics, Time.system());
    server = KrpcHttpServer.open(metrics, Time.system());
    int port =
        server.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Endpoint(List.of(service.service()), service.routes(), service::failure));
    base = URI.create("http://127.0.0.1:" + port);
  }

  static SigningKey seeded(int number) {
    byte[] seed = new byte[SigningKey.SEED_BYTES];
    Arrays.fill(seed, (byte) number);
    return SigningKey.fromSeed(seed);
  }

  /// Writes what the boot scheduler writes.
  ZoneFixture booted() throws IOException, InterruptedException {
    put("boot/config", bootConfig(hub, List.of()));
    put("devices/ood1/doc", deviceJwt);
    put("users/alice/settings", settings("alice", "admin"));
    put("users/alice/doc", ownerDocument().json().toString());
    put("users/bob/settings", settings("bob", "user"));
    put("users/carol/settings", settings("carol", "limited"));
    put("system/rbac/policy", TAIL);
    return this;
  }

  OwnerDocument ownerDocument() {
    return OwnerDocument.build(OWNER, "alice", "Alice", owner.publicKey(), now);
  }

  ZoneDocument zoneDocument() {
    var boot =
        BootDocument.build(
            List.of(OodString.parse("ood1").orThrow()),
            Optional.empty(),
            now.plus(Duration.ofDays(1_000)));
    return ZoneDocument.build(ZONE, HOST, OWNER, owner.publicKey(), boot, boot.sign(owner), now);
  }

  String bootConfig(SigningKey signing, List<ObjectNode> previous) {
    ObjectNode config = Json.object().put("zone_document", zoneDocument().json().toString());
    ObjectNode info = config.putObject("verify_hub_info");
    info.set("public_key", signing.publicKey().jwk());
    previous.forEach(each -> info.withArray("previous").add(each));
    config.putArray("oods").add("ood1");
    return config.toString();
  }

  static String settings(String user, String type) {
    return Json.object().put("user_id", user).put("type", type).put("state", "active").toString();
  }

  String deviceToken() {
    return identity.loginToken("ood1", "node-daemon", Duration.ofMinutes(5));
  }

  /// What verify-hub gives out.
  String token(String user, String app) {
    return token(hub, user, app, Duration.ofMinutes(15));
  }

  String token(SigningKey by, String user, String app, Duration life) {
    ObjectNode claims = Json.object().put("sub", user).put("appid", app).put("iss", "verify-hub");
    claims.put("exp", Instant.now().plus(life).getEpochSecond());
    return Jwt.sign(by, Optional.of("verify-hub"), claims);
  }

  /// Writes as this machine.
  void put(String key, String value) throws IOException, InterruptedException {
    JsonNode answer =
        call("sys_config_set", Json.object().put("key", key).put("value", value), deviceToken());
    if (!answer.has("result")) {
      throw new AssertionError(answer.toString());
    }
  }

  /// The whole answer.
  JsonNode call(String method, JsonNode params, String token)
      throws IOException, InterruptedException {
    ObjectNode body = Json.object().put("method", method);
    body.set("params", params);
    body.putArray("sys").add(7).add(token);
    return post(body.toString());
  }

  JsonNode call(String method, String params, String token)
      throws IOException, InterruptedException {
    return call(method, Json.parse(params.replace('\'', '"')).orThrow(), token);
  }

  JsonNode post(String body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(base.resolve("/kapi/system_config"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return Json.parse(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body()).orThrow();
  }

  HttpResponse<String> get(String path, String host) throws IOException, InterruptedException {
    return request("GET", path, host);
  }

  HttpResponse<String> request(String method, String path, String host)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("X-Forwarded-Host", host)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.shutdownNow();
    server.close();
    service.close();
  }
}
