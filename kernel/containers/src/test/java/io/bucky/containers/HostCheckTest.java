package io.bucky.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.containers.compose.ComposeParser;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Links and devices: what a path of the machine leads to when it is about to be mounted.
class HostCheckTest {
  @TempDir Path temporary;
  private Path root = Path.of("/");
  private Path data = Path.of("/");

  @BeforeEach
  void zone() throws IOException {
    root = Files.createDirectories(temporary.toRealPath().resolve("zone"));
    data = new ZoneLayout(root).appData("alice", "notes");
    Files.createDirectories(root.resolve("security"));
    Files.createDirectories(data.resolve("files"));
  }

  private Parsed<RunPlan> plan(String services, String... grants) {
    String yaml = "name: notes\n" + services;
    var package1 = io.bucky.containers.compose.Files.of("compose.yml", yaml);
    ComposeApp app =
        ComposeParser.parse(package1, ComposeParser.Options.none()).app().orElseThrow();
    return RunPlan.of(Specs.compose(app, grants), Specs.node(root));
  }

  private static Optional<String> prepare(RunPlan plan, String component) throws IOException {
    return AppFolders.prepare(plan, plan.container(component).orElseThrow())
        .map(HostCheck.Problem::why);
  }

  @Test
  void whatTheAppMountsIsMadeAndNothingElse() throws IOException {
    RunPlan plan =
        plan("services: {web: {image: a, volumes: ['./d:/d', 'v:/v']}, db: {image: b, volumes: ['./e:/e']}}\nvolumes: {v: }")
            .orThrow();

    assertThat(prepare(plan, "web")).isEmpty();

    assertThat(data.resolve("files/d")).isDirectory();
    assertThat(data.resolve("volumes/v")).isDirectory();
    assertThat(data.resolve("files/e")).doesNotExist();
  }

  @Test
  void containersOfOneAppMountPartsOfEachOthersFolders() {
    for (String volumes :
        List.of(
            "a: {image: a, volumes: ['./d:/d']}, b: {image: b, volumes: ['./d/sub:/x']}",
            "a: {image: a, volumes: ['.:/d']}, b: {image: b, volumes: ['./x:/x:ro']}",
            "a: {image: a, volumes: ['./d:/d']}, b: {image: b, volumes: ['./d:/x']}",
            "a: {image: a, volumes: ['./d:/d', './d/sub:/x']}, b: {image: b}",
            "a: {image: a, volumes: ['v:/d']}, b: {image: b, volumes: ['v:/x']}")) {
      assertThat(plan("services: {" + volumes + "}\nvolumes: {v: }"))
          .as(volumes)
          .isInstanceOf(Parsed.Ok.class);
    }
  }

  @Test
  void onlyLinksThatNoAppCanHaveMadeAreFollowed() throws IOException {
    Path lock = Path.of("/var/lock"); // to /run/lock, on any Debian
    assertThat(TrustedLinks.follow(lock.resolve("subsys"))).isEqualTo(Path.of("/run/lock/subsys"));

    Path real = Files.createDirectories(temporary.toRealPath().resolve("real/part"));
    Path link = Files.createSymbolicLink(temporary.toRealPath().resolve("link"), real.getParent());
    assertThat(TrustedLinks.follow(link.resolve("part"))).isEqualTo(link.resolve("part"));
    RunPlan plan =
        plan(
                "services: {web: {image: a, volumes: ['" + link + "/part:/x']}}",
                "host-path:" + link + "/part:rw")
            .orThrow();
    assertThat(prepare(plan, "web").orElse(""))
        .contains(link + "/part leads to " + real, "name " + real + " itself");
  }

  @Test
  void aLinkThatAnAppLeftInItsDataIsNotFollowed() throws IOException {
    RunPlan plan =
        plan("services: {web: {image: a, volumes: ['./d/sub:/x', 'v:/v']}}\nvolumes: {v: }")
            .orThrow();
    Files.createSymbolicLink(data.resolve("files/d"), root.resolve("security"));

    assertThat(prepare(plan, "web").orElse("")).contains("symbolic link", "files/d/sub");
    assertThat(root.resolve("security/sub")).doesNotExist();

    Files.delete(data.resolve("files/d"));
    Files.createDirectories(data.resolve("volumes"));
    Files.createSymbolicLink(data.resolve("volumes/v"), root.resolve("security"));
    assertThat(prepare(plan, "web").orElse("")).contains("symbolic link", "volumes/v");
  }

  @Test
  void aLinkAboveTheAppsDataIsNotFollowedEither() throws IOException {
    RunPlan plan = plan("services: {web: {image: a, volumes: ['./d:/x']}}").orThrow();
    Files.move(data, temporary.resolve("elsewhere"));
    Files.createSymbolicLink(data, temporary.resolve("elsewhere"));

    assertThat(prepare(plan, "web").orElse("")).contains("symbolic link");
  }

  @Test
  void aGrantedPathThatLeadsIntoTheZonesOwnFilesIsNotMounted() throws IOException {
    Path shared = Files.createDirectories(root.resolve("data/srv/shared"));
    Path outside = Files.createDirectories(temporary.resolve("media"));
    for (Path target :
        List.of(
            root.resolve("security"),
            root,
            root.resolve("data/home"),
            Files.createDirectories(root.resolve("data/home/bob/photos")),
            Files.createDirectories(root.resolve("data/home/alice/.local/share/mail")),
            Path.of("/etc"))) {
      for (Path place : List.of(shared, outside)) {
        Path link = place.resolve("harmless");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
        RunPlan plan =
            plan(
                    "services: {web: {image: a, volumes: ['" + link + ":/x']}}",
                    "host-path:" + link + ":rw")
                .orThrow();

        assertThat(prepare(plan, "web").orElse(""))
            .as(link + " -> " + target)
            .contains("no app gets");
      }
    }
  }

  @Test
  void whatIsNotThereMayComeAndWhatIsForbiddenStaysSo() throws IOException {
    Path disk = temporary.toRealPath().resolve("usb");
    Path link = Files.createSymbolicLink(temporary.toRealPath().resolve("etc"), Path.of("/etc"));
    for (Path path : List.of(disk, link)) {
      RunPlan plan =
          plan(
                  "services: {web: {image: a, volumes: ['" + path + ":/x']}}",
                  "host-path:" + path + ":rw")
              .orThrow();
      HostCheck.Problem problem =
          AppFolders.prepare(plan, plan.container("web").orElseThrow()).orElseThrow();
      assertThat(problem.passing()).as(problem.why()).isEqualTo(path.equals(disk));
    }
    assertThat(HostCheck.device(Path.of("/dev/no-such-stick")).orElseThrow().passing()).isTrue();
  }

  @Test
  void aPersonsHomeIsGivenWithoutWhatAppsKeepThere() throws IOException {
    Path home = root.resolve("data/home/alice");
    RunPlan plan =
        plan(
                "services: {web: {image: a, volumes: ['" + home + ":/home']}}",
                "host-path:" + home + ":rw")
            .orThrow();

    assertThat(prepare(plan, "web")).isEmpty();
    assertThat(
            plan.container("web")
                .orElseThrow()
                .create()
                .path("HostConfig")
                .path("Tmpfs")
                .toString())
        .contains("/home/.local", "ro");

    Path aside = Files.createDirectories(temporary.toRealPath().resolve("zone2"));
    Path other = Files.createSymbolicLink(aside.resolve("home"), home);
    RunPlan around =
        plan(
                "services: {web: {image: a, volumes: ['" + other + ":/home']}}",
                "host-path:" + other + ":rw")
            .orThrow();
    assertThat(prepare(around, "web").orElse("")).contains("no app gets");
  }

  @Test
  void whatAppsKeepIsShutToTheMachinesOtherUsers() throws IOException {
    Files.createDirectories(root.resolve("local/apps"));
    Files.setPosixFilePermissions(
        root.resolve("local/apps"), PosixFilePermissions.fromString("rwxr-xr-x"));

    prepare(plan("services: {web: {image: a, volumes: ['./d:/d']}}").orThrow(), "web");

    for (String folder :
        List.of("local/apps", "local/tmp", "data/var/packages", "data/home/alice")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(folder))))
          .as(folder)
          .endsWith("---");
    }
  }

  @Test
  void whatAppsKeepIsNoPathToGrant() {
    String path = data + "/files/x";

    assertThat(
            plan(
                "services: {web: {image: a, volumes: ['" + path + ":/x']}}",
                "host-path:" + path + ":rw"))
        .isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void nothingIsWrittenElsewhereWhateverThePlanSays() throws IOException {
    RunPlan plan = plan("services: {web: {image: a}}").orThrow();
    Path key = temporary.resolve("authorized_keys");
    RunPlan.Container web = plan.container("web").orElseThrow();
    var create = web.create().deepCopy();
    create
        .withObjectProperty("HostConfig")
        .putArray("Mounts")
        .addObject()
        .put("Type", "bind")
        .put("Source", key.toString())
        .put("Target", "/x");
    var hostile =
        new RunPlan(
            plan.app(),
            1,
            plan.layout(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new RunPlan.TextFile(key, "ssh-ed25519 x")),
            List.of(),
            List.of(
                new RunPlan.Container(
                    "web",
                    web.name(),
                    web.image(),
                    create,
                    web.networks(),
                    web.dependsOn(),
                    web.restart(),
                    true,
                    false)));

    assertThat(prepare(hostile, "web").orElse("")).contains("neither in the app's own folders");
    assertThat(key).doesNotExist();
  }

  @Test
  void textsOfTwoTargetsNeverShareAFile() {
    RunPlan plan =
        plan("""
        services:
          web:
            image: a
            configs: [{source: one, target: /a-b}, {source: two, target: /a/b}]
        configs: {one: {content: "1"}, two: {content: "2"}}
        """)
            .orThrow();

    assertThat(plan.files()).extracting(RunPlan.TextFile::path).doesNotHaveDuplicates().hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    // name, st_mode, major, minor, refused
    "/dev/null, 0x21B6, 1, 3, false",
    "/dev/innocent, 0x21B6, 1, 1, true",
    "/dev/dri/card0, 0x21B0, 226, 0, false",
    "/dev/ttyUSB0, 0x21B0, 188, 0, false",
    "/dev/net/tun, 0x21B6, 10, 200, false",
    "/dev/sr0, 0x61B0, 11, 0, false",
    "/dev/mmcblk0, 0x61B0, 179, 0, true",
    "/dev/innocent, 0x61B0, 8, 0, true",
    "/dev/innocent, 0x21B0, 21, 0, true",
    "/dev/innocent, 0x21B0, 90, 0, true",
    "/home/alice/file, 0x81B0, 0, 0, true",
  })
  void aDeviceIsJudgedByWhatItIs(String name, String mode, int major, int minor, boolean refused) {
    long number = ((long) major << 8) | minor;

    assertThat(HostCheck.refused(name, Integer.decode(mode), number)).isEqualTo(refused);
  }

  @Test
  void aLinkToAFileIsNoDevice() throws IOException {
    Path file = Files.writeString(temporary.resolve("disk"), "x");
    Path link = Files.createSymbolicLink(temporary.resolve("gamepad"), file);

    assertThat(HostCheck.device(link).orElseThrow().why()).contains("leads to");
    assertThat(HostCheck.device(Path.of("/dev/null"))).isEmpty();
    assertThat(HostCheck.device(temporary.resolve("nothing")).orElseThrow().why())
        .contains("not there");
  }
}
