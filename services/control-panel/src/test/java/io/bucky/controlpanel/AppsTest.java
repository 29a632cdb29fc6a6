package io.bucky.controlpanel;

import static io.bucky.controlpanel.PanelZone.ok;
import static io.bucky.controlpanel.PanelZone.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.panel.AppsApi;
import io.bucky.api.panel.AppsApi.App;
import io.bucky.api.panel.AppsApi.AppLogsRequest;
import io.bucky.api.panel.AppsApi.AppRequest;
import io.bucky.api.panel.AppsApi.AppsListRequest;
import io.bucky.api.panel.AppsApi.TaskRef;
import io.bucky.api.panel.AppsApi.UninstallRequest;
import io.bucky.api.panel.InstallApi;
import io.bucky.api.panel.InstallApi.InspectRequest;
import io.bucky.api.panel.InstallApi.InstallRequest;
import io.bucky.api.panel.InstallApi.InstallResult;
import io.bucky.api.panel.InstallApi.Source;
import io.bucky.api.panel.InstallApi.SourceFile;
import io.bucky.api.panel.LogsApi;
import io.bucky.api.panel.LogsApi.LogsQuery;
import io.bucky.api.panel.SystemApi;
import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.Task.Status;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.json.Json;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.None;
import io.bucky.zone.AppSpec;
import io.bucky.zone.ZoneKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppsTest {
  private static final String COMPOSE =
      """
      services:
        web:
          image: tiny:1
          command: ["httpd", "-f", "-p", "8080"]
          ports: ["8080:8080"]
          volumes: ["./site:/site:ro"]
      """;

  @TempDir Path root;

  @SuppressWarnings("NullAway.Init")
  private PanelZone zone;

  @BeforeEach
  void open() throws Exception {
    zone = PanelZone.open(root);
  }

  @AfterEach
  void close() {
    zone.close();
  }

  @Test
  void anInstallBecomesARunningAppAndItsTaskCompletes() throws Exception {
    KrpcCaller alice = zone.as("alice", "control-panel");

    InstallResult installed = ok(alice.call(InstallApi.INSTALL, install("blog", COMPOSE)));
    assertThat(installed.appId()).isEqualTo("blog");
    AppSpec spec = spec("alice", "blog");
    assertThat(spec.appIndex()).isEqualTo(1);
    assertThat(spec.taskId()).hasValue(installed.taskId());
    assertThat(settings("users/alice/apps/blog")).isEqualTo("{}");
    assertThat(settings("services/blog")).isEqualTo("{}");
    Path files = zone.layout.appPackage(spec.packageId().orElseThrow());
    assertThat(Files.readString(files.resolve("site/index.html"))).isEqualTo("hello");
    zone.await(() -> spec("alice", "blog").state().equals("running"));
    assertThat(only(alice).state()).isEqualTo("installing");

    zone.report("blog@alice", "started", Optional.empty());

    Task task = zone.ended(installed.taskId());
    assertThat(task.status()).isEqualTo(Status.COMPLETED);
    assertThat(task.userId()).isEqualTo("alice");
    zone.await(() -> only(alice).hosts().contains("blog.home.localhost"));
    App app = only(alice);
    assertThat(app.state()).isEqualTo("running");
    assertThat(app.components())
        .singleElement()
        .satisfies(it -> assertThat(it.image()).isEqualTo("tiny:1"));
  }

  @Test
  @DisplayName("S73: one idempotency key and equal input is one task, other input a conflict")
  void oneKeyIsOneInstall() throws Exception {
    KrpcCaller alice = zone.as("alice", "control-panel");

    InstallResult first = ok(alice.call(InstallApi.INSTALL, install("blog", "k1", COMPOSE)));
    InstallResult again = ok(alice.call(InstallApi.INSTALL, install("blog", "k1", COMPOSE)));

    assertThat(again.taskId()).isEqualTo(first.taskId());
    assertThat(refusal(alice, InstallApi.INSTALL, install("other", "k1", COMPOSE)))
        .contains("IDEMPOTENCY_CONFLICT");
    assertThat(refusal(alice, InstallApi.INSTALL, install("blog", "k2", COMPOSE)))
        .contains("installed already");
  }

  @Test
  void stopAndUninstallEndWhenTheNodeSaysSo() throws Exception {
    KrpcCaller alice = zone.as("alice", "buckycli");
    long install = ok(alice.call(InstallApi.INSTALL, install("blog", COMPOSE))).taskId();
    zone.await(() -> spec("alice", "blog").state().equals("running"));
    zone.report("blog@alice", "started", Optional.empty());
    zone.ended(install);

    TaskRef stop = ok(alice.call(AppsApi.STOP, ref("blog")));
    assertThat(only(alice).state()).isEqualTo("stopping");
    zone.report("blog@alice", "stopped", Optional.empty());
    assertThat(zone.ended(stop.taskId()).status()).isEqualTo(Status.COMPLETED);

    String packageId = spec("alice", "blog").packageId().orElseThrow();
    TaskRef remove =
        ok(alice.call(AppsApi.UNINSTALL, new UninstallRequest("blog", Optional.empty(), "delete")));
    assertThat(spec("alice", "blog").dataDisposition()).hasValue("delete");
    zone.report("blog@alice", "notexist", Optional.empty());
    assertThat(zone.ended(remove.taskId()).status()).isEqualTo(Status.COMPLETED);
    assertThat(zone.store.get(ZoneKeys.appSpec("alice", "blog"))).isEmpty();
    assertThat(zone.layout.appPackage(packageId)).doesNotExist();
    assertThat(zone.store.get(ZoneKeys.appSettings("alice", "blog"))).isEmpty();
    assertThat(zone.store.get(ZoneKeys.serviceSettings("blog"))).isEmpty();
  }

  @Test
  void settingsOutliveAnAppWhoseDataIsKept() throws Exception {
    KrpcCaller alice = zone.as("alice", "buckycli");
    long install = ok(alice.call(InstallApi.INSTALL, install("blog", COMPOSE))).taskId();
    zone.await(() -> spec("alice", "blog").state().equals("running"));
    zone.report("blog@alice", "started", Optional.empty());
    zone.ended(install);
    zone.put("services/blog/settings", "{\"theme\":\"dark\"}");

    TaskRef remove =
        ok(alice.call(AppsApi.UNINSTALL, new UninstallRequest("blog", Optional.empty(), "retain")));
    zone.report("blog@alice", "notexist", Optional.empty());
    zone.ended(remove.taskId());
    ok(alice.call(InstallApi.INSTALL, install("blog", COMPOSE)));

    assertThat(settings("services/blog")).isEqualTo("{\"theme\":\"dark\"}");
  }

  private String settings(String place) throws InterruptedException {
    return zone.store.get(ConfigKey.of(place + "/settings")).orElseThrow().value();
  }

  @Test
  void anAppThatCannotRunFailsItsTaskWithTheReasonAndTheNextStep() throws Exception {
    zone.put("devices/ood1/info", "{\"device_type\":\"ood\",\"support_container\":false}");
    KrpcCaller alice = zone.as("alice", "control-panel");

    long install = ok(alice.call(InstallApi.INSTALL, install("blog", COMPOSE))).taskId();
    zone.await(() -> only(alice).state().equals("failed"));
    zone.await(() -> {
      zone.time.advance(Duration.ofSeconds(1));
      return zone.task(install).status().isTerminal();
    });

    assertThat(zone.task(install).status()).isEqualTo(Status.FAILED);
    assertThat(zone.task(install).message().orElse(""))
        .contains("container engine")
        .contains("bucky doctor");
  }

  @Test
  @DisplayName("Security 14.2.8: users change and see only their own apps, and read no system logs")
  void usersKeepToTheirOwn() throws Exception {
    zone.user("bob", "user");
    KrpcCaller alice = zone.as("alice", "control-panel");
    KrpcCaller bob = zone.as("bob", "control-panel");
    ok(alice.call(InstallApi.INSTALL, install("blog", COMPOSE)));

    assertThat(ok(bob.call(AppsApi.LIST, new AppsListRequest(Optional.of("alice")))).apps())
        .isEmpty();
    var hers = new AppRequest("blog", Optional.of("alice"));
    assertThat(refusal(bob, AppsApi.DETAILS, hers)).contains("Key not exist");
    assertThat(refusal(bob, AppsApi.STOP, hers)).startsWith("No permission:");
    assertThat(refusal(bob, AppsApi.RESTART, hers)).startsWith("No permission:");
    assertThat(
            refusal(
                bob,
                AppsApi.UNINSTALL,
                new UninstallRequest("blog", Optional.of("alice"), "delete")))
        .startsWith("No permission:");
    assertThat(
            refusal(
                bob,
                AppsApi.LOGS,
                new AppLogsRequest(
                    "blog", Optional.of("alice"), Optional.empty(), Optional.empty())))
        .startsWith("No permission:");
    assertThat(refusal(bob, LogsApi.LIST, None.NONE)).startsWith("No permission:");
    assertThat(refusal(bob, LogsApi.QUERY, logs("bucky-node"))).startsWith("No permission:");
  }

  @Test
  @DisplayName("S95: what reaches beyond an app's own room is refused to a normal user")
  void aNormalUserCannotGrantTheMachine() throws Exception {
    zone.user("bob", "user");
    KrpcCaller bob = zone.as("bob", "control-panel");
    String compose =
        "services:\n  web:\n    image: tiny:1\n    ports: [\"80\"]\n    volumes: [\"/media:/host\"]\n";
    var asked = ok(bob.call(InstallApi.INSPECT, new InspectRequest(source("probe", compose))));
    List<String> grants =
        asked.permissions().stream()
            .map(it -> it.id())
            .filter(it -> it.startsWith("host-path"))
            .toList();

    assertThat(refusal(bob, InstallApi.INSTALL, request("probe", compose, grants)))
        .contains("administrator");
    assertThat(zone.store.get(ZoneKeys.appSpec("bob", "probe"))).isEmpty();
    KrpcCaller alice = zone.as("alice", "control-panel");
    ok(alice.call(InstallApi.INSTALL, request("probe", compose, grants)));
    assertThat(spec("alice", "probe").specConfig().grants()).isEqualTo(grants).isNotEmpty();
  }

  @Test
  @DisplayName(
      "Security 14.2.1: nothing answers without a token, nor to the token of an ordinary app")
  void nothingAnswersWithoutTheRightToken() throws Exception {
    assertThat(refusal(zone.anonymous(), AppsApi.LIST, new AppsListRequest(Optional.empty())))
        .isEqualTo("No permission:No session token");
    assertThat(refusal(zone.anonymous(), SystemApi.STATUS, None.NONE))
        .isEqualTo("No permission:No session token");
    ok(zone.as("alice", "control-panel").call(InstallApi.INSTALL, install("blog", COMPOSE)));
    KrpcCaller blog = zone.as("alice", "blog");
    assertThat(refusal(blog, InstallApi.INSTALL, install("more", COMPOSE)))
        .startsWith("No permission:");
    assertThat(refusal(blog, AppsApi.LIST, new AppsListRequest(Optional.empty())))
        .contains("the app blog may not use the control panel");
  }

  @Test
  void hostileComposeFilesAreNamedAndChangeNothing() throws Exception {
    KrpcCaller alice = zone.as("alice", "control-panel");
    for (String hostile :
        List.of(
            "services:\n  web:\n    image: tiny:1\n    privileged: true\n",
            "services:\n  web:\n    image: tiny:1\n    network_mode: host\n",
            "services:\n  web:\n    image: tiny:1\n    volumes: [\"/var/run/docker.sock:/s\"]\n",
            "services: [",
            "")) {
      assertThat(refusal(alice, InstallApi.INSTALL, install("bad", hostile))).isNotEmpty();
    }
    var escaping =
        new Source(
            "compose",
            Optional.of("bad"),
            List.of(new SourceFile("../x", "aGk="), new SourceFile("compose.yml", base64(COMPOSE))),
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(),
            Optional.empty());
    assertThat(refusal(alice, InstallApi.INSPECT, new InspectRequest(escaping))).contains("leaves");
    assertThat(refusal(alice, InstallApi.INSTALL, install("scheduler", COMPOSE)))
        .contains("belongs to the zone");
    assertThat(zone.store.children("users/alice/apps")).isEmpty();
  }

  @Test
  void hostileAppDocumentsAreNamedAndChangeNothing() throws Exception {
    KrpcCaller alice = zone.as("alice", "control-panel");
    Path victim = root.resolve("authorized_keys");
    String text =
        "{\"kind\":\"content\",\"source\":\"ssh-ed25519 x\",\"target\":\"\",\"read_only\":true}";
    String fine = "{\"name\":\"web\",\"image\":\"tiny:1\"}";
    for (String compose :
        List.of(
            model("bad", "{\"name\":\"" + victim + "\",\"image\":\"a\",\"mounts\":[" + text + "]}"),
            model("bad", fine.replace("tiny:1", "x HTTP/1.1\\r\\nHost: y\\r\\n\\r\\n")),
            model("bad", mount("host", "", "/x")),
            model("bad", mount("host", "/etc", "/x")),
            model("bad", mount("data", "../../../../security", "/x")),
            model("bad", "null"),
            model("other", fine),
            "null",
            "[]")) {
      for (String name : List.of("bad", "../../../..", "control-panel")) {
        var document = "{\"name\":\"" + name + "\",\"compose\":" + compose + "}";
        assertThat(refusal(alice, InstallApi.INSTALL, document(document)))
            .as(document)
            .isNotEmpty();
      }
    }
    assertThat(zone.store.children("users/alice/apps")).isEmpty();
    assertThat(victim).doesNotExist();
  }

  @Test
  void theNameThatAPersonChoseIsTheDocumentsAndItsContainers() throws Exception {
    KrpcCaller alice = zone.as("alice", "control-panel");
    String document =
        "{\"name\":\"web\",\"compose\":"
            + model("web", "{\"name\":\"web\",\"image\":\"tiny:1\"}")
            + "}";
    InstallRequest plain = document(document);

    ok(
        alice.call(
            InstallApi.INSTALL,
            new InstallRequest(
                plain.source(),
                Optional.of("mine"),
                plain.userId(),
                plain.grants(),
                plain.env(),
                plain.main(),
                plain.allowGuest(),
                plain.idempotencyKey())));

    assertThat(spec("alice", "mine").appName()).isEqualTo("mine");
    assertThat(spec("alice", "mine").appDoc().path("compose").path("name").asString(""))
        .isEqualTo("mine");
  }

  /// Whoever wrote the specification: what is removed with an app is what its key names.
  @Test
  void anUninstallRemovesNothingButTheAppsOwnData() throws Exception {
    KrpcCaller alice = zone.as("alice", "control-panel");
    Path others = Files.createDirectories(zone.layout.appData("bob", "mail"));
    Path own = Files.createDirectories(zone.layout.appData("alice", "bad"));
    zone.put(
        "users/alice/apps/bad/spec",
        "{\"app_doc\":{\"name\":\"../../..\"},\"user_id\":\"alice\",\"state\":\"running\",\"enable\":true}");

    TaskRef remove =
        ok(alice.call(AppsApi.UNINSTALL, new UninstallRequest("bad", Optional.empty(), "delete")));
    zone.report("bad@alice", "notexist", Optional.empty());

    assertThat(zone.ended(remove.taskId()).status()).isEqualTo(Status.COMPLETED);
    assertThat(others).isDirectory();
    assertThat(own).doesNotExist();
  }

  @Test
  void anAppWithMoreKeysThanOneTransactionHoldsIsRemovedWhole() throws Exception {
    KrpcCaller alice = zone.as("alice", "control-panel");
    zone.put(
        "users/alice/apps/many/spec",
        "{\"app_doc\":{\"name\":\"many\"},\"user_id\":\"alice\",\"state\":\"running\",\"enable\":true}");
    for (int half = 0; half < 2; half++) {
      var writes = new ArrayList<Mutation>();
      for (int i = 0; i < Transaction.MUTATIONS_MAX; i++) {
        var key = ConfigKey.of("users/alice/apps/many/kept/" + half + "/" + i);
        writes.add(new Mutation.Set(key, "x"));
      }
      assertThat(zone.store.commit(new Transaction(writes, Optional.empty())))
          .isInstanceOf(Commit.Applied.class);
    }

    TaskRef remove =
        ok(alice.call(AppsApi.UNINSTALL, new UninstallRequest("many", Optional.empty(), "delete")));
    zone.report("many@alice", "notexist", Optional.empty());

    assertThat(zone.ended(remove.taskId()).status()).isEqualTo(Status.COMPLETED);
    assertThat(zone.store.snapshot("users/alice/apps/many").entries()).isEmpty();
  }

  @Test
  void aDescriptionThatIsTooLongIsRefusedAtOnce() throws Exception {
    String json =
        "{\"name\":\"long\",\"description\":\"%s\",\"compose\":%s}"
            .formatted(
                "x".repeat(AppSpec.CHARS_MAX),
                model("long", "{\"name\":\"web\",\"image\":\"tiny:1\"}"));

    assertThat(refusal(zone.as("alice", "control-panel"), InstallApi.INSTALL, document(json)))
        .contains("longer than " + AppSpec.CHARS_MAX);
  }

  private static String model(String name, String component) {
    return "{\"name\":\"" + name + "\",\"components\":[" + component + "]}";
  }

  private static String mount(String kind, String source, String target) {
    return "{\"name\":\"web\",\"image\":\"tiny:1\",\"mounts\":[{\"kind\":\"%s\",\"source\":\"%s\",\"target\":\"%s\"}]}"
        .formatted(kind, source, target);
  }

  private static InstallRequest document(String json) {
    return new InstallRequest(
        new Source(
            "app_doc",
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(),
            Optional.of(Json.parse(json).orThrow())),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        new TreeMap<>(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  @Test
  void logsAreReadByPlainNameOnly() throws Exception {
    Files.createDirectories(zone.layout.logs());
    Files.writeString(
        zone.layout.log("bucky-node"),
        """
        2026-11-21T08:00:00Z INFO node node.started pid=1
        2026-11-21T08:00:01Z WARN node node.slow millis=9
        """);
    KrpcCaller alice = zone.as("alice", "control-panel");

    var entries = ok(alice.call(LogsApi.QUERY, logs("bucky-node"))).entries();

    assertThat(entries).hasSize(2);
    assertThat(entries.getLast().level()).isEqualTo("WARN");
    assertThat(ok(alice.call(LogsApi.LIST, None.NONE)).services()).hasSize(1);
    for (String path : List.of("../etc/machine", "/etc/passwd", "a/b", "..", "nobody")) {
      assertThat(refusal(alice, LogsApi.QUERY, logs(path))).startsWith("Parse Request Error");
    }
  }

  @Test
  void theMachineIsMeasuredAndNothingIsMadeUp() throws Exception {
    KrpcCaller alice = zone.as("alice", "control-panel");

    zone.await(() ->
        !ok(alice.call(SystemApi.METRICS, new SystemApi.MetricsRequest(false)))
            .timeline()
            .isEmpty());
    var metrics = ok(alice.call(SystemApi.METRICS, new SystemApi.MetricsRequest(true)));
    assertThat(metrics.memory().totalBytes())
        .isGreaterThan(metrics.memory().usedBytes())
        .isPositive();
    assertThat(metrics.disks()).isNotEmpty();
    assertThat(metrics.programs()).isEmpty();
    assertThat(ok(alice.call(SystemApi.STATUS, None.NONE)).state()).isEqualTo("critical");
    assertThat(ok(alice.call(SystemApi.OVERVIEW, None.NONE)).zoneHost())
        .isEqualTo("home.localhost");
  }

  private static LogsQuery logs(String service) {
    return new LogsQuery(service, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static AppRequest ref(String app) {
    return new AppRequest(app, Optional.empty());
  }

  private static InstallRequest install(String app, String compose) {
    return request(app, compose, List.of());
  }

  private static InstallRequest install(String app, String key, String compose) {
    InstallRequest plain = install(app, compose);
    return new InstallRequest(
        plain.source(),
        plain.appId(),
        plain.userId(),
        plain.grants(),
        plain.env(),
        plain.main(),
        plain.allowGuest(),
        Optional.of(key));
  }

  private static InstallRequest request(String app, String compose, List<String> grants) {
    return new InstallRequest(
        source(app, compose),
        Optional.empty(),
        Optional.empty(),
        grants,
        new TreeMap<>(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  private static Source source(String app, String compose) {
    return new Source(
        "compose",
        Optional.of(app),
        List.of(
            new SourceFile("docker-compose.yml", base64(compose)),
            new SourceFile("site/index.html", base64("hello"))),
        Optional.empty(),
        Optional.empty(),
        new TreeMap<>(),
        Optional.empty());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private AppSpec spec(String user, String app) throws InterruptedException {
    return Json.read(zone.text(ZoneKeys.appSpec(user, app)), AppSpec.class).orThrow();
  }

  private static App only(KrpcCaller caller) throws InterruptedException {
    return ok(caller.call(AppsApi.LIST, new AppsListRequest(Optional.empty()))).apps().getFirst();
  }
}
