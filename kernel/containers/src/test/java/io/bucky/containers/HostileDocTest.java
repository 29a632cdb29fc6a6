package io.bucky.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// App documents that no compose file was read for: whoever wrote them may write any JSON into the
/// model, and into the specification.
class HostileDocTest {
  private static final Path ROOT = Path.of("/srv/zone");

  private static JsonNode document(String component) {
    return whole("\"name\":\"notes\",\"components\":[" + component + "]");
  }

  private static JsonNode whole(String compose) {
    return Json.parse("{\"name\":\"notes\",\"compose\":{" + compose + "}}").orThrow();
  }

  private static String web(String members) {
    return "{\"name\":\"web\",\"image\":\"a\"" + (members.isEmpty() ? "" : "," + members) + "}";
  }

  private static Parsed<ComposeApp> read(JsonNode document) {
    return AppDocs.app(document, "amd64");
  }

  private static AppSpec spec(JsonNode document, String packageId, List<String> grants) {
    AppSpec.Config none = AppSpec.Config.none();
    return new AppSpec(
        document,
        1,
        "alice",
        true,
        1,
        "running",
        new AppSpec.Config(
            none.serviceConfig(),
            none.exposeConfig(),
            none.dataMountPoint(),
            none.bashEnvs(),
            grants,
            none.limits()),
        Optional.of(packageId),
        Optional.empty(),
        1,
        Optional.empty(),
        Optional.empty());
  }

  /// A harmless app with a configuration that is not.
  private static AppSpec plain(AppSpec.Config config) {
    return new AppSpec(
        document(web("")),
        1,
        "alice",
        true,
        1,
        "running",
        config,
        Optional.empty(),
        Optional.empty(),
        1,
        Optional.empty(),
        Optional.empty());
  }

  private static Parsed<RunPlan> plan(JsonNode document, String... grants) {
    return RunPlan.of(spec(document, "pkg1", List.of(grants)), Specs.node(ROOT));
  }

  @Test
  void aPlainModelIsRead() {
    assertThat(read(document(web("")))).isInstanceOf(Parsed.Ok.class);
    assertThat(plan(document(web("")))).isInstanceOf(Parsed.Ok.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"/home/u/.ssh/authorized_keys\",\"image\":\"a\"}",
        "{\"name\":\"../../x\",\"image\":\"a\"}",
        "{\"name\":\"..\",\"image\":\"a\"}",
        "{\"name\":\"~removal\",\"image\":\"a\"}",
        "{\"name\":\"\",\"image\":\"a\"}",
        "{\"name\":null,\"image\":\"a\"}",
        "{\"image\":\"a\"}",
        "{\"name\":\"web\"}",
        "{\"name\":\"web\",\"image\":null}",
        "{\"name\":\"web\",\"image\":\"\"}",
        "{\"name\":\"web\",\"image\":\"a HTTP/1.1\\r\\nHost: x\\r\\n\\r\\nPOST /containers/create\"}",
        "{\"name\":\"web\",\"image\":\"a/../../containers/x\"}",
        "{\"name\":\"web\",\"image\":\"a?x=\"}",
        "null",
        "[]",
        "7"
      })
  void aComponentHasAPlainNameAndAnImage(String component) {
    assertThat(read(document(component))).isInstanceOf(Parsed.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // where it is seen
        "{\"kind\":\"content\",\"source\":\"x\",\"target\":\"\",\"read_only\":true}",
        "{\"kind\":\"content\",\"source\":\"x\",\"target\":null,\"read_only\":true}",
        "{\"kind\":\"content\",\"source\":\"x\",\"target\":\"/../../x\",\"read_only\":true}",
        "{\"kind\":\"content\",\"source\":\"x\",\"target\":\"x\",\"read_only\":true}",
        "{\"kind\":\"data\",\"source\":\"d\",\"target\":\"/\"}",
        "{\"kind\":\"data\",\"source\":\"d\",\"target\":\"/a\\u0000\"}",
        "{\"kind\":\"data\",\"source\":\"d\",\"target\":\"/proc\"}",
        "{\"kind\":\"tmpfs\",\"source\":\"\",\"target\":\"/proc/self/attr\"}",
        "{\"kind\":\"data\",\"source\":\"d\",\"target\":\"/sys/fs/cgroup\"}",
        // what it shows
        "{\"kind\":\"data\",\"source\":\"../../../bob/.local/share/x\",\"target\":\"/x\"}",
        "{\"kind\":\"data\",\"source\":\"/etc\",\"target\":\"/x\"}",
        "{\"kind\":\"data\",\"source\":\"a/./b\",\"target\":\"/x\"}",
        "{\"kind\":\"data\",\"source\":\"\",\"target\":\"/x\"}",
        "{\"kind\":\"package\",\"source\":\"../other\",\"target\":\"/x\",\"read_only\":true}",
        "{\"kind\":\"package\",\"source\":\".\",\"target\":\"/x\",\"read_only\":true}",
        "{\"kind\":\"package\",\"source\":\"a\",\"target\":\"/x\",\"read_only\":false}",
        "{\"kind\":\"content\",\"source\":\"a\",\"target\":\"/x\",\"read_only\":false}",
        "{\"kind\":\"volume\",\"source\":\"../v\",\"target\":\"/x\"}",
        "{\"kind\":\"volume\",\"source\":\"undeclared\",\"target\":\"/x\"}",
        "{\"kind\":\"host\",\"source\":\"\",\"target\":\"/x\"}",
        "{\"kind\":\"host\",\"source\":\"media\",\"target\":\"/x\"}",
        "{\"kind\":\"host\",\"source\":\"/media/../etc\",\"target\":\"/x\"}",
        "{\"kind\":\"host\",\"source\":\"//etc\",\"target\":\"/x\"}",
        "{\"kind\":\"tmpfs\",\"source\":\"1,exec,dev,uid=0\",\"target\":\"/x\"}",
        "{\"kind\":\"npipe\",\"source\":\"x\",\"target\":\"/x\"}",
        "{\"source\":\"x\",\"target\":\"/x\"}",
        "null"
      })
  void aMountShowsAKnownPlaceAtAnAbsolutePath(String mount) {
    String component = web("\"mounts\":[" + mount + "]");

    assertThat(read(document(component))).isInstanceOf(Parsed.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"run\":{\"environment\":{\"A=B\":\"c\"}}",
        "\"run\":{\"environment\":{\"\":\"c\"}}",
        "\"run\":{\"environment\":{\"A\":null}}",
        "\"run\":{\"environment\":{\"A\":\"b\\u0000\"}}",
        "\"run\":{\"user\":\"0:0 --privileged\"}",
        "\"run\":{\"working_dir\":\"relative\"}",
        "\"run\":{\"hostname\":\"a b\"}",
        "\"run\":{\"stop_signal\":\"KILL; x\"}",
        "\"run\":{\"stop_grace_seconds\":-1}",
        "\"run\":{\"stop_grace_seconds\":2000000000}",
        "\"run\":{\"extra_hosts\":[\"x\\ny:1.2.3.4\"]}",
        "\"run\":{\"extra_hosts\":[\"x\"]}",
        "\"run\":{\"extra_hosts\":[null]}",
        "\"run\":{\"command\":[null]}",
        "\"ports\":[{\"container\":0}]",
        "\"ports\":[{\"container\":80,\"host\":-1}]",
        "\"ports\":[{\"container\":80,\"host\":70000}]",
        "\"ports\":[{\"container\":80,\"protocol\":\"sctp\"}]",
        "\"ports\":[null]",
        "\"expose\":[99999]",
        "\"expose\":[null]",
        "\"depends_on\":[{\"component\":\"web\"}]",
        "\"depends_on\":[null]",
        "\"healthcheck\":{\"test\":[\"RUN\",\"x\"]}",
        "\"healthcheck\":{\"test\":[null]}",
        "\"healthcheck\":{\"test\":[\"CMD\",\"x\"],\"interval_millis\":9223372036854775807}",
        "\"healthcheck\":{\"test\":[\"CMD\",\"x\"],\"retries\":-4}",
        "\"restart\":{\"policy\":null}",
        "\"restart\":{\"policy\":\"on-failure\",\"most\":-1}",
        "\"networks\":{\"host\":[]}",
        "\"networks\":{\"container:abc\":[]}",
        "\"networks\":{\"default\":null}",
        "\"networks\":{\"default\":[\"a b\"]}",
        "\"labels\":{\"a\":null}",
        "\"hardening\":{\"cap_add\":[\"SYS_ADMIN \"]}",
        "\"hardening\":{\"cap_add\":[\"CAP_SYS_MODULE\"]}",
        "\"hardening\":{\"cap_add\":[\"NEW_THING\"]}",
        "\"hardening\":{\"cap_add\":[null]}",
        "\"hardening\":{\"security_opt\":[\"seccomp={}\"]}",
        "\"hardening\":{\"security_opt\":[\"label=type:spc_t\"]}",
        "\"hardening\":{\"sysctls\":{\"kernel.core_pattern\":\"|/x\"}}",
        "\"hardening\":{\"sysctls\":{\"net.x/../../kernel/core_pattern\":\"|/x\"}}",
        "\"hardening\":{\"sysctls\":{\"net.ipv4.ip_forward\":null}}",
        "\"hardening\":{\"group_add\":[\"a b\"]}",
        "\"hardening\":{\"devices\":[{\"host\":\"/etc/passwd\",\"container\":\"/x\",\"access\":\"r\"}]}",
        "\"hardening\":{\"devices\":[{\"host\":\"/dev/dri/../sda\",\"container\":\"/x\",\"access\":\"r\"}]}",
        "\"hardening\":{\"devices\":[{\"host\":\"/dev//sda\",\"container\":\"/x\",\"access\":\"r\"}]}",
        "\"hardening\":{\"devices\":[{\"host\":\"/dev/dri\",\"container\":\"x\",\"access\":\"r\"}]}",
        "\"hardening\":{\"devices\":[{\"host\":\"/dev/dri\",\"container\":\"/x\",\"access\":\"a *:* rwm\"}]}",
        "\"hardening\":{\"devices\":[{\"host\":\"/dev/dri\"}]}",
        "\"hardening\":{\"devices\":[null]}",
        "\"limits\":{\"memory_bytes\":-1}",
        "\"limits\":{\"memory_bytes\":0}",
        "\"limits\":{\"memory_bytes\":9223372036854775807}",
        "\"limits\":{\"cpus\":-1}",
        "\"limits\":{\"cpus\":\"NaN\"}",
        "\"limits\":{\"pids\":-1}",
        "\"limits\":{\"pids\":0}",
        "\"limits\":{\"shm_bytes\":-1}",
        "\"limits\":{\"ulimits\":{\"rtprio\":{\"soft\":99,\"hard\":99}}}",
        "\"limits\":{\"ulimits\":{\"nofile\":{\"soft\":-9,\"hard\":1}}}",
        "\"limits\":{\"ulimits\":{\"nofile\":null}}",
      })
  void whatGoesToTheEngineIsChecked(String members) {
    assertThat(read(document(web(members)))).isInstanceOf(Parsed.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"name\":\"../../..\",\"components\":[]",
        "\"name\":null,\"components\":[]",
        "\"name\":\"other\",\"components\":[{\"name\":\"web\",\"image\":\"a\"}]",
        "\"name\":\"notes\",\"components\":[{\"name\":\"a\",\"image\":\"a\"},{\"name\":\"a\",\"image\":\"b\"}]",
        "\"name\":\"notes\",\"components\":[{\"name\":\"a\",\"image\":\"a\"}],\"networks\":{\"a b\":{}}",
        "\"name\":\"notes\",\"components\":[{\"name\":\"a\",\"image\":\"a\"}],\"networks\":{\"n\":null}",
        "\"name\":\"notes\",\"components\":[{\"name\":\"a\",\"image\":\"a\"}],\"volumes\":[\"../x\"]",
        "\"name\":\"notes\",\"components\":[{\"name\":\"a\",\"image\":\"a\"}],\"volumes\":[null]",
        "\"name\":\"notes\",\"components\":[{\"name\":\"a\",\"image\":\"a\"}],\"main\":{\"component\":\"b\",\"port\":80}",
        "\"name\":\"notes\",\"components\":[{\"name\":\"a\",\"image\":\"a\"}],\"main\":{\"component\":\"a\",\"port\":0}",
      })
  void anAppHasOneNameAndKnownParts(String compose) {
    assertThat(read(whole(compose))).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void textsHaveALimitOfTheirOwn() {
    var mounts = new ArrayList<String>();
    for (int i = 0; i < 8; i++) {
      mounts.add(
          "{\"kind\":\"content\",\"source\":\"%s\",\"target\":\"/t%d\",\"read_only\":true}"
              .formatted("x".repeat(250 << 10), i));
    }

    assertThat(read(document(web("\"mounts\":[" + mounts.getFirst() + "]"))))
        .isInstanceOf(Parsed.Ok.class);
    assertThat(read(document(web("\"mounts\":[" + String.join(",", mounts) + "]"))))
        .isInstanceOf(Parsed.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"mounts\":[{\"kind\":\"host\",\"source\":\"/\",\"target\":\"/x\"}]",
        "\"mounts\":[{\"kind\":\"host\",\"source\":\"/etc\",\"target\":\"/x\"}]",
        "\"mounts\":[{\"kind\":\"host\",\"source\":\"/etc/localtime\",\"target\":\"/x\"}]",
        "\"mounts\":[{\"kind\":\"host\",\"source\":\"/var/run/docker.sock\",\"target\":\"/x\"}]",
        "\"hardening\":{\"cap_add\":[\"SYS_MODULE\"]}",
        "\"hardening\":{\"cap_add\":[\"ALL\"]}",
        "\"hardening\":{\"devices\":[{\"host\":\"/dev/mmcblk0\",\"container\":\"/x\",\"access\":\"rw\"}]}",
        "\"hardening\":{\"devices\":[{\"host\":\"/dev/sda\",\"container\":\"/x\",\"access\":\"rw\"}]}",
      })
  void aModelThatHidesWhatNobodyCanGrantIsRefusedAllTheSame(String members) {
    JsonNode document = document(web(members));
    ComposeApp app = read(document).orThrow();
    String[] all = Permissions.of(app).stream().map(Permission::id).toArray(String[]::new);

    assertThat(Permissions.of(app)).anyMatch(it -> it.risk() == Permission.Risk.REFUSED);
    assertThat(plan(document, all)).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void aPublishedDocumentIsNoWayAround() {
    assertThat(published("notes", "a/b:1", "/srv", "A")).isInstanceOf(Parsed.Ok.class);
    assertThat(published("../..", "a/b:1", "/srv", "A")).isInstanceOf(Parsed.Malformed.class);
    assertThat(published("notes", "a b", "/srv", "A")).isInstanceOf(Parsed.Malformed.class);
    assertThat(published("notes", "a", "/proc", "A")).isInstanceOf(Parsed.Malformed.class);
    assertThat(published("notes", "a", "/a\u0000", "A")).isInstanceOf(Parsed.Malformed.class);
    assertThat(published("notes", "a", "/srv", "A=B")).isInstanceOf(Parsed.Malformed.class);
  }

  private static Parsed<ComposeApp> published(
      String name, String image, String mount, String variable) {
    var document = Json.object();
    document.put("name", name);
    document.putObject("pkg_list").putObject("amd64_docker_image").put("docker_image_name", image);
    var tips = document.putObject("service_config_tips");
    tips.putObject("data_mount_points").putNull(mount);
    tips.putObject("bash_envs").putObject(variable).put("value", "x");
    return read(document);
  }

  /// Whoever may write a specification: its own members must not lead out of the app's room either.
  @Test
  void aSpecificationLeadsNowhereElse() {
    JsonNode packaged =
        document(
            web(
                "\"mounts\":[{\"kind\":\"package\",\"source\":\"verify-hub\",\"target\":\"/x\",\"read_only\":true}]"));

    assertThat(RunPlan.of(spec(packaged, "..", List.of()), Specs.node(ROOT)))
        .isInstanceOf(Parsed.Malformed.class);
    for (String target : List.of("../../x", "/etc", "/srv/zone/security", "")) {
      AppSpec.Config none = AppSpec.Config.none();
      var points = new TreeMap<>(Map.of("/x", new AppSpec.Mount(target, "read_write")));
      var config =
          new AppSpec.Config(
              none.serviceConfig(),
              none.exposeConfig(),
              points,
              none.bashEnvs(),
              List.of("host-path:" + target + ":rw"),
              none.limits());
      assertThat(RunPlan.of(plain(config), Specs.node(ROOT)))
          .as(target)
          .isInstanceOf(Parsed.Malformed.class);
    }
  }

  @Test
  void noLimitOfASpecificationIsNoLimit() {
    AppSpec.Config none = AppSpec.Config.none();
    var config =
        new AppSpec.Config(
            none.serviceConfig(),
            none.exposeConfig(),
            none.dataMountPoint(),
            none.bashEnvs(),
            List.of("x"),
            new AppSpec.Limits(0, -1));
    JsonNode host =
        RunPlan.of(plain(config), Specs.node(ROOT))
            .orThrow()
            .containers()
            .getFirst()
            .create()
            .path("HostConfig");

    assertThat(host.path("Memory").asLong()).isEqualTo(2_048L << 20);
    assertThat(host.path("PidsLimit").asInt()).isEqualTo(1_024);
  }
}
