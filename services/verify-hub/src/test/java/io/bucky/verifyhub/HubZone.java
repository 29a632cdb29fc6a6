package io.bucky.verifyhub;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.VerifyHubApi;
import io.bucky.base.Deadline;
import io.bucky.base.Metrics;
import io.bucky.base.Secret;
import io.bucky.base.testing.TestTime;
import io.bucky.config.ConfigKey;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.embedded.EmbeddedStore;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.Did;
import io.bucky.identity.Jwt;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.Sealer;
import io.bucky.identity.SigningKey;
import io.bucky.identity.TrustKeys;
import io.bucky.json.Json;
import io.bucky.krpc.HttpAnswer;
import io.bucky.krpc.Origin;
import io.bucky.zone.BootConfig;
import io.bucky.zone.ZoneKeys;
import io.bucky.zone.ZoneTrust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A booted zone with the users alice (admin, the owner), bob, and carl (suspended), as far as
/// verify-hub sees it.
final class HubZone implements AutoCloseable {
  static final Did ZONE = new Did("web", "home.localhost");
  static final Did OWNER = new Did("bns", "alice");

  final TestTime time = new TestTime();
  final SecureRandom random = new SecureRandom();
  final SigningKey ownerKey = SigningKey.generate(random);
  final SigningKey deviceKey = SigningKey.generate(random);
  final SigningKey hubKey = SigningKey.generate(random);
  final EmbeddedStore store = MemoryConfig.open();
  final Sealer sealer;
  final DeviceIdentity device;
  final TrustKeys trust = new TrustKeys(time);
  VerifyHubService hub;

  HubZone(Path folder) throws IOException, InterruptedException {
    sealer = Sealer.openOrCreate(folder.resolve("seal.key"), random);
    device = identity();
    boot();
    user("alice", "admin", "active");
    user("bob", "user", "active");
    user("carl", "user", "suspended:left");
    var owner = OwnerDocument.build(OWNER, "alice", "Alice", ownerKey.publicKey(), time.now());
    put("users/alice/doc", Json.write(owner.json()));
    put("users/alice/apps/notes/spec", "{}");
    put("users/bob/apps/wiki/spec", "{}");
    put("system/rbac/policy", "g, alice, admin\ng, su_alice, su_admin\ng, bob, users");
    hub = open();
  }

  private DeviceIdentity identity() {
    var document =
        DeviceDocument.build(
            deviceKey.publicKey().did(),
            "ood1",
            DeviceDocument.OOD,
            deviceKey.publicKey(),
            OWNER,
            ZONE,
            Optional.empty(),
            time.now());
    String json =
        DeviceIdentity.toJson(
            ZONE,
            "home.localhost",
            OWNER,
            ownerKey.publicKey(),
            document,
            document.sign(ownerKey),
            "",
            time.now());
    return DeviceIdentity.open(json, deviceKey.toPem(), time, random).orThrow();
  }

  private void boot() throws InterruptedException {
    ObjectNode boot = Json.object().put("zone_document", "{}").put("kept", "as it was");
    boot.putObject("verify_hub_info").set("public_key", hubKey.publicKey().jwk());
    put("boot/config", Json.write(boot));
    put("security/verify-hub/key", sealer.seal("security/verify-hub/key", hubKey.toPem()));
  }

  VerifyHubService open() throws InterruptedException {
    return VerifyHubService.open(store, sealer, device, trust, new Metrics(), time, random);
  }

  void restart() throws InterruptedException {
    hub.close();
    hub = open();
  }

  void user(String name, String type, String state) throws InterruptedException {
    String key = "users/" + name + "/settings";
    ObjectNode settings = Json.object().put("user_id", name).put("type", type).put("state", state);
    settings.put("password", sealer.seal(key, new Secret(stored(name, name + "-password"))));
    put(key, Json.write(settings));
  }

  void put(String key, String value) throws InterruptedException {
    var _ = store.commit(Transaction.of(new Mutation.Set(ConfigKey.of(key), value)));
  }

  void remove(String key) throws InterruptedException {
    var _ = store.commit(Transaction.of(new Mutation.Remove(ConfigKey.of(key))));
  }

  String get(String key) throws InterruptedException {
    return store.get(ConfigKey.of(key)).orElseThrow().value();
  }

  /// What every service of the zone believes now.
  TrustKeys services() throws InterruptedException {
    var boot = Json.read(get(ZoneKeys.BOOT_CONFIG.text()), BootConfig.class).toOptional();
    trust.replaceAll(ZoneTrust.keys(device, boot, new TreeMap<>(), time.now()));
    return trust;
  }

  static String stored(String user, String password) {
    return sha256(password + user + ".buckyos");
  }

  static String proof(String user, String password, long nonce) {
    return sha256(stored(user, password) + nonce);
  }

  static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  long nowMillis() {
    return time.now().toEpochMilli();
  }

  /// Calls as the published client does: the nonce is the sequence number.
  JsonNode login(String user, String app) {
    time.pass(Duration.ofMillis(1));
    return result(call("login_by_password", loginParams(user, app, nowMillis()), nowMillis()));
  }

  ObjectNode loginParams(String user, String app, long nonce) {
    return Json.object()
        .put("type", "password")
        .put("username", user)
        .put("password", proof(user, user + "-password", nonce))
        .put("appid", app)
        .put("source_url", "http://home.localhost:3080/");
  }

  JsonNode call(String method, ObjectNode params, long sequence) {
    return call(method, params, sequence, Optional.empty(), "127.0.0.1");
  }

  JsonNode call(
      String method, ObjectNode params, long sequence, Optional<String> token, String address) {
    ObjectNode body = Json.object().put("method", method);
    body.set("params", params);
    body.putArray("sys").add(sequence);
    token.ifPresent(text -> body.withArray("sys").add(text));
    var origin = new Origin(address, Deadline.in(Duration.ofSeconds(15), time));
    HttpAnswer answer = hub.service().dispatch(Json.writeBytes(body), origin);
    assertThat(answer.status()).isEqualTo(200);
    return Json.parse(answer.text()).orThrow();
  }

  JsonNode callToken(String method, String parameter, String token) {
    return call(method, Json.object().put(parameter, token), 1);
  }

  static JsonNode result(JsonNode answer) {
    assertThat(answer.has("error")).as("error in %s", answer).isFalse();
    return answer.path("result");
  }

  static String error(JsonNode answer) {
    assertThat(answer.has("result")).as("result in %s", answer).isFalse();
    return answer.path("error").asString();
  }

  static Jwt jwt(JsonNode pair, String member) {
    return Jwt.decode(pair.path(member).asString("")).orThrow();
  }

  static String refreshToken(JsonNode pair) {
    return pair.path("refresh_token").asString();
  }

  static String sessionToken(JsonNode pair) {
    return pair.path("session_token").asString();
  }

  static String service() {
    return VerifyHubApi.SERVICE;
  }

  @Override
  public void close() throws IOException {
    hub.close();
    store.close();
  }
}
