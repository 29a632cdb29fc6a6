package io.bucky.node.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.api.ActivationApi;
import io.bucky.base.Secret;
import io.bucky.base.Time;
import io.bucky.identity.Mnemonic;
import io.bucky.identity.SigningKey;
import io.bucky.json.Json;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The activation port over real HTTP.
final class ActivationPageTest {
  private static final String HASH = "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final SecureRandom random = new SecureRandom();
  private ZoneLayout layout;
  private Activation activation;
  private ActivationCode code;
  private ActivationPage page;

  @BeforeEach
  void open() throws IOException {
    layout = new ZoneLayout(folder.resolve("zone"));
    Files.createDirectories(layout.run());
    Path web = Files.createDirectories(folder.resolve("web"));
    Files.writeString(web.resolve("activate.html"), "<h1>wizard</h1>");
    Files.writeString(folder.resolve("secret.txt"), "outside");
    activation =
        new Activation(
            layout, MachineSettings.standard(), new Installation(layout), Time.system(), random);
    code = ActivationCode.create(layout, random);
    page =
        ActivationPage.open(
            List.of("127.0.0.1"), 0, Optional.of(web), activation, code, Time.system(), random);
  }

  @AfterEach
  void close() {
    page.close();
    http.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page.port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode call(String method, JsonNode params, Optional<String> header) throws Exception {
    ObjectNode body = Json.object().put("method", method);
    body.set("params", params);
    body.putArray("sys").add(7);
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page.port() + "/kapi/active"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.writeBytes(body)));
    header.ifPresent(text -> request.header(ActivationApi.CODE_HEADER, text));
    var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return Json.parse(answer.body()).orThrow();
  }

  private static ObjectNode activateParams() {
    return Json.object()
        .put("zone_name", "home")
        .put("user_name", "Alice")
        .put("password_hash", HASH);
  }

  @Test
  @DisplayName("S67: GET /device says inactive before; after activation the port closes")
  void deviceIsInactiveUntilActivation() throws Exception {
    JsonNode before = Json.parse(get("/device").body()).orThrow();
    assertThat(before.path("state").asString()).isEqualTo("inactive");
    assertThat(before.path("device_type").asString()).isEqualTo("ood");

    JsonNode answer = call("activate", activateParams(), Optional.of(code.reveal()));

    JsonNode result = answer.path("result");
    assertThat(result.path("zone_host").asString()).isEqualTo("home.localhost");
    assertThat(result.path("user_name").asString()).isEqualTo("alice");
    var phrase = new Secret(result.path("recovery_phrase").asString());
    assertThat(Mnemonic.parse(phrase).orThrow()).isNotNull();
    assertThat(activation.await(Duration.ZERO)).isTrue();
    assertThat(layout.nodeIdentity()).exists();
    page.close();
    assertThatThrownBy(() -> get("/device")).isInstanceOf(ConnectException.class);
  }

  @Test
  void withoutTheCodeNothingIsChanged() throws Exception {
    for (String method :
        List.of("activate", "do_active", "active_by_wallet", "generate_key_pair")) {
      JsonNode answer = call(method, activateParams(), Optional.of("wrong"));
      assertThat(answer.path("error").asString()).startsWith("No permission:");
    }
    assertThat(call("activate", activateParams(), Optional.empty()).path("error").asString())
        .startsWith("No permission:");
    assertThat(layout.nodeIdentity()).doesNotExist();
    assertThat(
            call("get_device_info", Json.object(), Optional.empty())
                .path("result")
                .path("device_info")
                .path("cpu_num")
                .asInt())
        .isPositive();
  }

  @Test
  void theCodeMayBeAParameter() throws Exception {
    JsonNode answer =
        call("activate", activateParams().put("code", code.reveal()), Optional.empty());

    assertThat(answer.path("result").path("zone_host").asString()).isEqualTo("home.localhost");
  }

  @Test
  void aSecondActivationIsRefused() throws Exception {
    call("activate", activateParams(), Optional.of(code.reveal()));

    JsonNode second = call("activate", activateParams(), Optional.of(code.reveal()));

    assertThat(second.path("error").asString()).contains("already belongs to a zone");
  }

  @Test
  void badInputIsNamedAndChangesNothing() throws Exception {
    var wrong = activateParams().put("password_hash", "short");
    assertThat(call("activate", wrong, Optional.of(code.reveal())).path("error").asString())
        .startsWith("Parse Request Error: ")
        .contains("password_hash");
    var empty = Json.object();
    assertThat(call("activate", empty, Optional.of(code.reveal())).path("error").asString())
        .startsWith("Parse Request Error: ");
    assertThat(layout.nodeIdentity()).doesNotExist();
  }

  @Test
  void doActiveTakesAnOwnerKeyFromOutsideAndNoSupportNode() throws Exception {
    var owner = SigningKey.generate(random);
    var device = SigningKey.generate(random);
    var params = Json.object();
    params.put("user_name", "alice").put("zone_name", "cloud.example.org");
    params.set("public_key", owner.publicKey().jwk());
    params.put("private_key", owner.toPem().reveal());
    params.set("device_public_key", device.publicKey().jwk());
    params.put("device_private_key", device.toPem().reveal());
    params.put("admin_password_hash", HASH).put("sn_url", "").put("net_id", "wan_dyn");
    params.put("support_container", "true").put("guest_access", false);

    JsonNode answer = call("do_active", params, Optional.of(code.reveal()));

    assertThat(answer.path("result").path("code").asInt(-1)).isZero();
    assertThat(Files.readString(layout.nodeIdentity())).contains("did:web:cloud.example.org");
    assertThat(Files.readString(layout.startConfig()))
        .doesNotContain(owner.toPem().reveal().lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void doActiveRefusesKeysThatDoNotBelongTogether() throws Exception {
    var params = Json.object();
    params.put("user_name", "alice").put("zone_name", "home");
    params.set("public_key", SigningKey.generate(random).publicKey().jwk());
    params.put("private_key", SigningKey.generate(random).toPem().reveal());
    params.put("device_private_key", SigningKey.generate(random).toPem().reveal());
    params.put("admin_password_hash", HASH);

    JsonNode answer = call("do_active", params, Optional.of(code.reveal()));

    assertThat(answer.path("error").asString()).contains("does not belong to its private key");
    assertThat(layout.nodeIdentity()).doesNotExist();
  }

  @Test
  void aWalletSignsWhatWasPrepared() throws Exception {
    var owner = SigningKey.generate(random);
    var device = SigningKey.generate(random);
    var ask = Json.object();
    ask.put("user_name", "alice").put("zone_name", "home");
    ask.set("public_key", owner.publicKey().jwk());
    ask.set("device_public_key", device.publicKey().jwk());
    ask.put("device_private_key", device.toPem().reveal());
    JsonNode prepared =
        call("prepare_params_for_active_by_wallet", ask, Optional.of(code.reveal())).path("result");
    var document = (ObjectNode) prepared.path("device_config");
    JsonNode txt =
        call(
                "generate_zone_txt_records",
                Json.object()
                    .put("zone_boot_config", "{\"oods\":[\"ood1\"],\"exp\":2048000000}")
                    .put(
                        "device_mini_config",
                        "{\"n\":\"ood1\",\"x\":\""
                            + device.publicKey().x()
                            + "\",\"exp\":2048000000}")
                    .put("private_key", owner.toPem().reveal()),
                Optional.of(code.reveal()))
            .path("result");

    var commit = Json.object();
    commit.put("boot_config_jwt", txt.path("BOOT").asString());
    commit.put("device_mini_doc_jwt", txt.path("DEV").asString());
    commit.put(
        "device_doc_jwt", io.bucky.identity.DeviceDocument.of(document).orThrow().sign(owner));
    commit.put("device_private_key", device.toPem().reveal());
    commit.put("user_name", "alice").put("zone_name", "home");
    commit.set("public_key", owner.publicKey().jwk());
    commit.put("admin_password_hash", HASH);
    JsonNode answer = call("active_by_wallet", commit, Optional.of(code.reveal()));

    assertThat(answer.path("result").path("code").asInt(-1)).isZero();
  }

  @Test
  void onlyTheWizardsFilesAreServed() throws Exception {
    assertThat(get("/").body()).isEqualTo("<h1>wizard</h1>");
    assertThat(get("/activate.html?code=x").body()).isEqualTo("<h1>wizard</h1>");
    assertThat(get("/../secret.txt").statusCode()).isEqualTo(404);
    assertThat(get("/%2e%2e/secret.txt").statusCode()).isEqualTo(404);
    assertThat(get("/kapi/active").statusCode()).isEqualTo(405);
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void aBodyThatIsTooLongIsRefused() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page.port() + "/kapi/active"))
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(new byte[ActivationPage.BODY_BYTES_MAX + 1]))
            .build();

    assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(413);
  }

  @Test
  void bodiesThatAreNotJsonGetFourHundred() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page.port() + "/kapi/active"))
            .POST(HttpRequest.BodyPublishers.ofString("not json"))
            .build();

    assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(400);
  }
}
