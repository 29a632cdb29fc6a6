package io.bucky.containers.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that want more than an app gets, and bytes that are no file at all.
class HostileComposeTest {
  private static ComposeReading service(String keys) {
    return Files.read("services: {web: {image: a, " + keys + "}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "privileged: true | privileged",
        "privileged: yes | privileged",
        "network_mode: host | host-network",
        "pid: host | host-pid",
        "ipc: host | host-ipc",
        "uts: host | host-uts",
        "userns_mode: host | host-userns_mode",
        "cgroup: host | host-cgroup",
        "cap_add: [ALL] | capability:ALL",
        "cap_add: [cap_sys_module] | capability:SYS_MODULE",
        "volumes: ['/var/run/docker.sock:/var/run/docker.sock'] | docker-socket",
        "volumes: ['/run/../run/docker.sock:/x:ro'] | docker-socket",
        "volumes: ['/run/user/1000/podman/podman.sock:/x'] | docker-socket",
        "volumes: ['/:/host'] | host-root:/",
        "volumes: ['/media/../:/host'] | host-root:/",
        "volumes: ['//etc//shadow:/x:ro'] | host-root:/etc/shadow",
        "volumes: [{type: bind, source: /proc, target: /host/proc}] | host-root:/proc",
        "volumes: ['/root/.ssh:/x'] | host-root:/root/.ssh",
        "volumes: ['/var/lib/docker:/x'] | host-root:/var/lib/docker",
        "volumes: ['/dev/sda:/disk'] | device:/dev/sda",
        "devices: ['/dev/nvme0n1:/disk'] | device:/dev/nvme0n1",
        "devices: ['/dev/mem'] | device:/dev/mem",
        "use_api_socket: true | docker-socket",
        "device_cgroup_rules: ['a *:* rwm'] | devices",
      })
  void whatNobodyCanGrantIsFatalAndNamed(String keys, String refused) {
    ComposeReading reading = service(keys);

    assertThat(reading.installable()).isFalse();
    assertThat(reading.app().orElseThrow().components().getFirst().hardening().refused())
        .contains(refused);
    assertThat(reading.unsupported()).anyMatch(ComposeReading.Unsupported::fatal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "build: .",
        "image: a, extends: {file: /etc/passwd, service: x}",
        "image: a, network_mode: 'service:other'",
        "image: a, network_mode: 'container:abc'",
        "image: a, pid: 'container:abc'",
        "image: a, volumes_from: [other]",
        "image: a, volumes: ['../../x:/x']",
        "image: a, volumes: ['./a/../../x:/x']",
        "image: a, env_file: ../../etc/passwd",
        "image: '--privileged'",
        "image: 'a b'",
        "image: \"a\\nb\"",
        "image: a, volumes: ['nfs:/x']",
        "image: a, hostname: 'x y'",
        "image: a, volumes: [{type: volume, source: '../up', target: /x}]",
        "image: a, networks: ['a b']",
        "image: a, extra_hosts: ['x; rm -rf /:1.2.3.4']",
        "image: a, ports: ['1-60000:1-60000']",
        "image: a, ports: ['99999:80']",
        "image: a, restart: sometimes",
        "image: a, mem_limit: much",
        "image: a, healthcheck: {test: [run, me]}",
      })
  void whatCannotBeDoneIsNotInstalled(String keys) {
    String volumes =
        "\nvolumes: {nfs: {driver_opts: {type: nfs, device: ':/x', o: addr=10.0.0.1}}}";
    ComposeReading reading = Files.read("services: {web: {" + keys + "}}" + volumes);

    assertThat(reading.installable()).as("%s", reading).isFalse();
  }

  @Test
  void aBombOfAliasesIsRefusedQuickly() {
    var yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      yaml.append("a%d: &a%d [".formatted(i, i));
      for (int j = 0; j < 10; j++) {
        yaml.append(j == 0 ? "" : ",").append("*a").append(i - 1);
      }
      yaml.append("]\n");
    }
    yaml.append("services: {web: {image: a}}");

    ComposeReading reading = Files.read(yaml.toString());

    assertThat(reading.problems().getFirst().message()).contains("not readable as YAML");
  }

  @Test
  void whatIsNoYamlIsNamedByLineAndColumn() {
    ComposeReading reading = Files.read("services:\n  web: [a\n");

    assertThat(reading.problems().getFirst().message())
        .startsWith("not readable as YAML: line 3, column 1: ")
        .doesNotContain("\n");
  }

  @Test
  void aBombOfVariablesIsRefusedQuickly() {
    var env = new StringBuilder("A0=xxxxxxxxxxxxxxxx\n");
    for (int i = 1; i < 30; i++) {
      env.append("A%d=${A%d}${A%d}${A%d}${A%d}\n".formatted(i, i - 1, i - 1, i - 1, i - 1));
    }
    var files =
        Files.of(
            "compose.yml",
            "services: {web: {image: a, environment: {A: $A29}}}",
            ".env",
            env.toString());

    ComposeReading reading = ComposeParser.parse(files, ComposeParser.Options.none());

    assertThat(reading.problems()).isNotEmpty();
  }

  @Test
  void manyCopiesOfALongVariableAreRefused() {
    String command = "'${A}', ".repeat(100) + "x";
    var files =
        Files.of(
            "compose.yml",
            "services: {web: {image: a, command: [" + command + "]}}",
            ".env",
            "A=" + "x".repeat(60_000));

    ComposeReading reading = ComposeParser.parse(files, ComposeParser.Options.none());

    assertThat(reading.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("more than 4 MiB"));
  }

  @Test
  void filesOfVariablesCountEachTimeTheyAreRead() {
    var yaml = new StringBuilder("services:\n");
    for (int i = 0; i < 4; i++) {
      yaml.append("  s%d: {image: a, env_file: [big.env, big.env]}\n".formatted(i));
    }
    var files = Files.of("compose.yml", yaml.toString(), "big.env", "A=" + "x".repeat(1_000_000));

    assertThat(ComposeParser.parse(files, ComposeParser.Options.none()).installable()).isFalse();
  }

  @Test
  void aliasesOfALongTextAndLongKeysAreRefused() {
    String aliases = "b: &b " + "x".repeat(500_000) + "\nc: [" + "*b, ".repeat(50) + "x]\n";
    String key = "services: {web: {image: a}}\n? " + "k".repeat(5_000) + "\n: x\n";

    assertThat(Files.read(aliases + "services: {web: {image: a}}").problems().getFirst().message())
        .contains("MiB once aliases are followed");
    assertThat(Files.read(key).problems().getFirst().message()).contains("a key of more than");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "services",
        "services: []",
        "services: {}",
        "services: {a: }",
        "- a: b",
        "services: {a: {image: [x]}}",
        "a: &a\n  b: *a",
        "a: *b",
        "{",
        "\u0000",
        "%YAML 9.9\n---\na: b",
        "services: {a: {image: x, ports: {a: b}}}",
        "services: {a: {image: x, environment: [[x]]}}",
        "? [a]\n: b",
        "services: {a: {image: x, image: y}}",
        "<<: 3",
        "services: &s {<<: *s}",
        "!%6",
        "services: !%6 {a: {image: x}}",
      })
  void brokenFilesAreAnsweredWithAProblem(String yaml) {
    ComposeReading reading = Files.read(yaml);

    assertThat(reading.installable()).isFalse();
    assertThat(reading.problems()).isNotEmpty();
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(Files.read("a: " + "[".repeat(100_000)).problems()).isNotEmpty();
    assertThat(Files.read("a: " + "{a: ".repeat(2_000)).problems()).isNotEmpty();
    assertThat(
            Files.read("services: {w: {image: a, x: " + "[".repeat(60) + "]".repeat(60) + "}}")
                .problems())
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "/etc/passwd",
        "a/../../b",
        "a\\b",
        "~/x",
        "a\nb",
        "",
        "./",
        "a/..",
        "x\u0000"
      })
  void pathsThatLeaveThePackageAreRefused(String path) {
    assertThat(AppPackage.of(Map.of(path, new byte[0]))).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void aPackageHasLimits() {
    var many = new HashMap<String, byte[]>();
    for (int i = 0; i <= AppPackage.FILES_MAX; i++) {
      many.put("f" + i, new byte[0]);
    }
    assertThat(AppPackage.of(many)).isInstanceOf(Parsed.Malformed.class);
    assertThat(AppPackage.of(Map.of("big", new byte[AppPackage.BYTES_MAX + 1])))
        .isInstanceOf(Parsed.Malformed.class);
    assertThat(AppPackage.of(Map.of("a", new byte[0], "a/b", new byte[0])))
        .isInstanceOf(Parsed.Malformed.class);
    assertThat(AppPackage.of(Map.of("./a", new byte[0], "a", new byte[0])))
        .isInstanceOf(Parsed.Malformed.class);
    assertThat(AppPackage.ofBase64(Map.of("a", "!!!"))).isInstanceOf(Parsed.Malformed.class);
  }

  @Property(tries = 300)
  void noBytesMakeItThrow(@ForAll @Size(max = 400) byte[] noise) {
    ComposeReading reading =
        ComposeParser.parse(
            AppPackage.of(Map.of("compose.yaml", noise, ".env", noise)).orThrow(),
            ComposeParser.Options.none());
    assertThat(reading.problems().isEmpty()).isEqualTo(reading.app().isPresent());
  }

  @Property(tries = 500)
  void noDamageToAGoodFileMakesItThrow(@ForAll long seed) {
    var random = new Random(seed);
    var bytes =
        """
        name: x
        services:
          web: &w {image: "a:${V:-1}", ports: ["8080:80/tcp", {target: 1}], volumes: ["v:/a", "./b:/c:ro"], environment: [A=b], deploy: {resources: {limits: {memory: 1g}}}}
          db:
            <<: *w
            healthcheck: {test: ["CMD", "x"], interval: 1m30s}
            depends_on: {web: {condition: service_healthy}}
            ulimits: {nofile: {soft: 1, hard: 2}}
        volumes: {v: {driver_opts: {type: none, o: bind, device: /m}}}
        networks: {n: {internal: true}}
        """
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      bytes[random.nextInt(bytes.length)] =
          (byte) " \n\t:{}[]&*$\"'-,0/aé".charAt(random.nextInt(19));
    }

    ComposeReading reading =
        ComposeParser.parse(
            AppPackage.of(Map.of("compose.yaml", bytes)).orThrow(), ComposeParser.Options.none());

    if (reading.installable()) {
      assertThat(reading.app().orElseThrow().components()).isNotEmpty();
    }
  }
}
