package io.bucky.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.base.RestartPolicy;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.containers.compose.ComposeParser;
import io.bucky.containers.compose.Files;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RunPlanTest {
  private static final Path ROOT = Path.of("/srv/zone");

  private static Parsed<RunPlan> plan(String yaml, String... grants) {
    return RunPlan.of(Specs.compose(Files.app(yaml), grants), Specs.node(ROOT));
  }

  private static JsonNode host(RunPlan plan, String component) {
    return plan.container(component).orElseThrow().create().path("HostConfig");
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  @Test
  void aContainerStartsWithNothingButItsOwnRoom() {
    RunPlan plan =
        plan("services: {web: {image: nginx, ports: ['8080:80']}}", "!capability:start-as-root")
            .orThrow();

    JsonNode host = host(plan, "web");
    assertThat(texts(host.path("CapDrop"))).containsExactly("ALL");
    assertThat(host.path("CapAdd")).isEmpty();
    assertThat(texts(host.path("SecurityOpt"))).containsExactly("no-new-privileges");
    assertThat(host.path("Privileged").asBoolean()).isFalse();
    assertThat(host.path("Memory").asLong()).isEqualTo(2_048L << 20);
    assertThat(host.path("MemorySwap").asLong()).isEqualTo(2_048L << 20);
    assertThat(host.path("PidsLimit").asInt()).isEqualTo(1_024);
    assertThat(host.path("RestartPolicy").path("Name").asString()).isEqualTo("no");
    assertThat(texts(host.path("ExtraHosts"))).containsExactly("host.docker.internal:host-gateway");
    assertThat(host.path("PortBindings"))
        .isEqualTo(
            Json.parse("{\"80/tcp\":[{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"10016\"}]}")
                .orThrow());
    assertThat(plan.containers().getFirst().name()).isEqualTo("alice-web");
    assertThat(plan.networks())
        .containsExactly(new RunPlan.Network("default", "bucky-alice-web", false));
    assertThat(plan.containers().getFirst().restart()).isEqualTo(RestartPolicy.always());
  }

  @Test
  void startingAsRootIsGivenUnlessItIsWithdrawn() {
    RunPlan plan =
        plan("services: {web: {image: a}, app: {image: b, user: '1000:1000'}}").orThrow();

    assertThat(texts(host(plan, "web").path("CapAdd")))
        .contains("SETUID", "CHOWN")
        .doesNotContain("NET_RAW");
    assertThat(host(plan, "app").path("CapAdd")).isEmpty();
  }

  @Test
  void whatIsNotGrantedIsNotInThePlan() {
    String yaml =
        """
        name: media
        services:
          web:
            image: a
            ports: ["80:80", "1900:1900/udp"]
            devices: [/dev/dri]
            cap_add: [NET_ADMIN]
            security_opt: ["seccomp:unconfined"]
            volumes: ["/media/films:/films:ro", "/etc/localtime:/etc/localtime:ro"]
        """;

    JsonNode without = host(plan(yaml).orThrow(), "web");
    JsonNode with =
        host(
            plan(
                    yaml,
                    "port:1900/udp",
                    "device:/dev/dri",
                    "capability:NET_ADMIN",
                    "security:seccomp=unconfined",
                    "host-path:/media/films:ro")
                .orThrow(),
            "web");

    assertThat(Permissions.of(Files.app(yaml)))
        .extracting(Permission::id)
        .containsExactly(
            "capability:NET_ADMIN",
            "security:seccomp=unconfined",
            "device:/dev/dri",
            "host-path:/media/films:ro",
            "port:1900/udp",
            "capability:start-as-root",
            "host-path:/etc/localtime:ro");
    assertThat(without.path("PortBindings").has("1900/udp")).isFalse();
    assertThat(without.path("Devices")).isEmpty();
    assertThat(texts(without.path("CapAdd"))).doesNotContain("NET_ADMIN");
    assertThat(texts(without.path("SecurityOpt"))).containsExactly("no-new-privileges");
    assertThat(without.path("Mounts").toString())
        .contains("/srv/zone/data/home/alice/.local/share/media/instead/media_films")
        .contains("\"/etc/localtime\"")
        .doesNotContain("\"/media/films\"");
    assertThat(with.path("PortBindings").path("1900/udp").path(0).path("HostIp").asString())
        .isEqualTo("0.0.0.0");
    assertThat(with.path("Devices").path(0).path("PathOnHost").asString()).isEqualTo("/dev/dri");
    assertThat(texts(with.path("CapAdd"))).contains("NET_ADMIN");
    assertThat(texts(with.path("SecurityOpt"))).contains("seccomp=unconfined");
    assertThat(with.path("Mounts").toString()).contains("\"Source\":\"/media/films\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "privileged: true",
        "network_mode: host",
        "pid: host",
        "cap_add: [ALL]",
        "volumes: ['/var/run/docker.sock:/var/run/docker.sock']",
        "volumes: ['/:/host:ro']",
        "devices: [/dev/sda]"
      })
  void noGrantMakesAPlanOfWhatNobodyCanGrant(String keys) {
    String yaml = "services: {web: {image: a, " + keys + "}}";
    String[] all =
        Permissions.of(Files.app(yaml)).stream().map(Permission::id).toArray(String[]::new);

    assertThat(plan(yaml, all))
        .isInstanceOfSatisfying(
            Parsed.Malformed.class, no -> assertThat(no.why()).contains("what no app gets"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/srv/zone", "/srv", "/srv/zone/security", "/srv/zone/data/home/bob"})
  void theZonesOwnFilesAreNeverMounted(String path) {
    String yaml = "services: {web: {image: a, volumes: ['" + path + ":/x']}}";

    assertThat(plan(yaml, "host-path:" + path + ":rw")).isInstanceOf(Parsed.Malformed.class);
    assertThat(plan(yaml)).isInstanceOf(Parsed.Ok.class); // an empty folder instead
  }

  @Test
  void thePersonsOwnHomeInTheZoneCanBeGranted() {
    String path = "/srv/zone/data/home/alice/photos";
    String yaml = "services: {web: {image: a, volumes: ['" + path + ":/x']}}";

    assertThat(plan(yaml, "host-path:" + path + ":rw").orThrow().hostPaths())
        .containsExactly(Path.of(path));
  }

  @Test
  void onlyTheMainContainerIsToldAboutTheZone() {
    RunPlan plan =
        plan("name: blog\nservices: {web: {image: a, ports: ['80']}, db: {image: b}}").orThrow();

    String web = plan.container("web").orElseThrow().create().path("Env").toString();
    String db = plan.container("db").orElseThrow().create().path("Env").toString();
    assertThat(web)
        .contains(
            "ALICE_BLOG_TOKEN=app.token",
            "app_instance_config=",
            "app_media_info=",
            "BUCKYOS_HOST_GATEWAY=host.docker.internal",
            "BUCKYOS_ZONE_CONFIG=",
            "BUCKYOS_THIS_DEVICE=")
        .doesNotContain("compose");
    assertThat(db).isEqualTo("[]");
    assertThat(plan.container("db").orElseThrow().restart()).isEqualTo(RestartPolicy.never());
    assertThat(plan.container("db").orElseThrow().name()).isEqualTo("alice-blog-db");
    assertThat(host(plan, "db").path("PortBindings")).isEmpty();
    assertThat(host(plan, "db").path("Memory").asLong()).isEqualTo(1_024L << 20);
  }

  @Test
  void aPublishedComponentOfAClosedNetworkAlsoJoinsAnOpenOne() {
    RunPlan plan =
        plan("""
        services:
          web: {image: a, ports: ["80"], networks: {inside: {aliases: [front]}}}
          db: {image: b, networks: [inside], container_name: my-db}
        networks: {inside: {internal: true}, unused: {}}
        """)
            .orThrow();

    assertThat(plan.container("web").orElseThrow().networks())
        .containsExactly(
            new RunPlan.Attachment("inside", List.of("web", "web_web_1", "front")),
            new RunPlan.Attachment("default", List.of("web", "web_web_1")));
    assertThat(plan.container("db").orElseThrow().networks())
        .containsExactly(new RunPlan.Attachment("inside", List.of("db", "web_db_1", "my-db")));
    assertThat(plan.networks())
        .extracting(network -> network.name() + network.internal())
        .containsExactly("bucky-alice-webfalse", "bucky-alice-web-insidetrue");
  }

  @Test
  void dataOfEveryKindHasItsPlace() {
    var files =
        Files.of(
            "compose.yml",
            """
            name: kinds
            services:
              web:
                image: a
                read_only: true
                tmpfs: [/run, "/tmp:size=64m"]
                volumes: ["named:/n", "./data:/d", "./conf.d:/c:ro", "/anon"]
                configs: [text]
            configs: {text: {content: hello}}
            volumes: {named: }
            """,
            "conf.d/a.conf",
            "x");
    ComposeApp app = ComposeParser.parse(files, ComposeParser.Options.none()).app().orElseThrow();

    RunPlan plan = RunPlan.of(Specs.compose(app), Specs.node(ROOT)).orThrow();

    String data = "/srv/zone/data/home/alice/.local/share/kinds";
    assertThat(plan.volumes())
        .contains(
            new RunPlan.Volume(
                "named", "bucky-zone-test-alice.kinds.named", Path.of(data + "/volumes/named")))
        .hasSize(2);
    JsonNode host = host(plan, "web");
    assertThat(host.path("ReadonlyRootfs").asBoolean()).isTrue();
    assertThat(host.path("Tmpfs").path("/tmp").asString()).isEqualTo("size=67108864");
    assertThat(host.path("Mounts").toString())
        .contains(data + "/files/data")
        .contains("/srv/zone/data/var/packages/pkg1/conf.d")
        .contains("/srv/zone/local/apps/alice.kinds/web/text");
    assertThat(plan.files())
        .containsExactly(
            new RunPlan.TextFile(Path.of("/srv/zone/local/apps/alice.kinds/web/text"), "hello"));
  }

  @Test
  void documentsOfBothGenerationsRunTheSame() {
    JsonNode sdk =
        Json.parse(
                """
                {"name":"notes","show_name":"Notes","version":"0.1.0","app_icon_url":"https://x/i.png",
                 "pkg_list":{"amd64_docker_image":{"pkg_id":"notes-img","docker_image_name":"a/notes:1"}},
                 "install_config_tips":{"service_ports":{"www":8080},"data_mount_point":["/srv"]}}
                """)
            .orThrow();
    JsonNode head =
        Json.parse(
                """
                {"doc_type":"app","name":"notes","show_name":"Notes","version":"0.1.0",
                 "presentation":{"links":{"app_icon_url":"https://x/i.png"}},
                 "pkg_list":{"amd64_docker_image":{"pkg_id":"notes-img","docker_image_name":"a/notes:1"}},
                 "service_config_tips":{"service_endpoints":{"www":{"protocol":"http","inner_port":8080}},
                   "data_mount_points":{"/srv":null}}}
                """)
            .orThrow();

    ComposeApp one = AppDocs.app(sdk, "amd64").orThrow();
    ComposeApp two = AppDocs.app(head, "amd64").orThrow();
    RunPlan plan = RunPlan.of(Specs.of(sdk, one, 3), Specs.node(ROOT)).orThrow();

    assertThat(one).isEqualTo(two);
    assertThat(plan.containers().getFirst().name()).isEqualTo("alice-notes");
    String mounts = host(plan, "notes").path("Mounts").toString();
    assertThat(mounts)
        .contains("\"Target\":\"/tmp\"")
        .contains("\"Target\":\"/opt/buckyos/data/home/alice/.local/share/notes\"")
        .contains("\"Target\":\"/srv\"");
    assertThat(AppDocs.app(sdk, "aarch64")).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void aPlanIsTheSameEachTime() {
    String yaml =
        "services: {web: {image: a, ports: ['80', '81:81'], volumes: ['x:/x']}, b: {image: b}}\nvolumes: {x: }";

    assertThat(plan(yaml).orThrow()).isEqualTo(plan(yaml).orThrow());
  }

  @Test
  void thePersonsChoiceOfTheMainPortIsPublished() {
    ComposeApp app =
        Files.app(
            "name: two\nservices: {a: {image: a, ports: ['80']}, b: {image: b, ports: ['3000']}}");
    AppSpec spec = Specs.compose(app.withMain(new ComposeApp.Main("b", 3000)));

    RunPlan plan = RunPlan.of(spec, Specs.node(ROOT)).orThrow();

    assertThat(host(plan, "a").path("PortBindings")).isEmpty();
    assertThat(host(plan, "b").path("PortBindings").has("3000/tcp")).isTrue();
    assertThat(plan.container("b").orElseThrow().main()).isTrue();
  }

  @Test
  void anImageAloneIsAnApp() {
    var environment = new TreeMap<String, String>();
    environment.put("MODE", "fast");
    var document = AppDocs.ofImage("web", "nginx:1", 80, environment);
    ComposeApp app = AppDocs.app(document, "amd64").orThrow();

    RunPlan plan = RunPlan.of(Specs.of(document, app, 1), Specs.node(ROOT)).orThrow();

    assertThat(app.main()).isEqualTo(Optional.of(new ComposeApp.Main("web", 80)));
    assertThat(plan.containers().getFirst().create().path("Env").toString()).contains("MODE=fast");
    assertThat(plan.containers().getFirst().image()).isEqualTo("nginx:1");
  }
}
