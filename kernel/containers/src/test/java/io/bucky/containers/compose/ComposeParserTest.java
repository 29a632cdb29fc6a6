package io.bucky.containers.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Files in the shapes in which people publish them.
class ComposeParserTest {
  private static final String WORDPRESS =
      """
      version: '3.1'
      services:
        wordpress:
          image: wordpress
          restart: always
          ports:
            - 8080:80
          environment:
            WORDPRESS_DB_HOST: db
            WORDPRESS_DB_USER: ${DB_USER:-exampleuser}
            WORDPRESS_DB_PASSWORD: ${DB_PASSWORD:-examplepass}
          volumes:
            - wordpress:/var/www/html
          depends_on: [db]
        db:
          image: mariadb:10.11
          restart: always
          environment:
            - MARIADB_DATABASE=exampledb
            - MARIADB_RANDOM_ROOT_PASSWORD='1'
          healthcheck:
            test: ["CMD", "healthcheck.sh", "--connect"]
            interval: 1m30s
            timeout: 10s
            retries: 3
            start_period: 40s
          volumes:
            - db:/var/lib/mysql
      volumes:
        wordpress:
        db:
      """;

  @Test
  void aDatabaseBeforeAWebApplicationIsReadWhole() {
    ComposeReading reading = Files.read(WORDPRESS);

    assertThat(reading.problems()).isEmpty();
    assertThat(reading.unsupported()).isEmpty();
    assertThat(reading.installable()).isTrue();
    ComposeApp app = reading.app().orElseThrow();
    assertThat(app.name()).isEqualTo("wordpress");
    assertThat(app.main()).contains(new ComposeApp.Main("wordpress", 80));
    assertThat(app.components()).extracting(Component::name).containsExactly("db", "wordpress");
    assertThat(app.volumes()).containsExactly("db", "wordpress");
    Component db = app.components().getFirst();
    assertThat(db.healthcheck().orElseThrow().intervalMillis()).contains(90_000L);
    assertThat(db.run().environment()).containsEntry("MARIADB_RANDOM_ROOT_PASSWORD", "'1'");
    assertThat(reading.variables())
        .containsExactly(
            new ComposeReading.Variable("DB_PASSWORD", "examplepass", true, false),
            new ComposeReading.Variable("DB_USER", "exampleuser", false, false));
  }

  @Test
  void theModelSurvivesJson() {
    ComposeApp app = Files.app(WORDPRESS);

    assertThat(Json.read(Json.write(app), ComposeApp.class).orThrow()).isEqualTo(app);
  }

  @Test
  void whatThePersonFillsInIsStrongerThanTheFiles() {
    var files =
        Files.of("compose.yaml", WORDPRESS, ".env", "DB_USER=fromfile\nDB_PASSWORD=fromfile");
    var env = new TreeMap<String, String>();
    env.put("DB_PASSWORD", "chosen");

    var reading =
        ComposeParser.parse(
            files, new ComposeParser.Options(Optional.of("My Blog!"), env, Optional.empty()));

    ComposeApp app = reading.app().orElseThrow();
    assertThat(app.name()).isEqualTo("my-blog");
    assertThat(app.component("wordpress").orElseThrow().run().environment())
        .containsEntry("WORDPRESS_DB_USER", "fromfile")
        .containsEntry("WORDPRESS_DB_PASSWORD", "chosen");
  }

  @Test
  void anchorsAndMergeKeysAreResolved() {
    ComposeApp app =
        Files.app(
            """
            x-common: &common
              image: ghcr.io/immich/server:v1.2
              restart: unless-stopped
              environment: &env
                TZ: Europe/Berlin
                LEVEL: info
            services:
              worker:
                <<: *common
                environment:
                  <<: *env
                  LEVEL: debug
              server:
                <<: *common
                ports: ["2283:3001"]
                command: ["start.sh", "immich"]
            """);

    assertThat(app.component("worker").orElseThrow().run().environment())
        .containsEntry("LEVEL", "debug")
        .containsEntry("TZ", "Europe/Berlin");
    assertThat(app.main()).contains(new ComposeApp.Main("server", 3001));
    assertThat(app.component("server").orElseThrow().restart().policy())
        .isEqualTo(Component.RestartPolicyName.ALWAYS);
  }

  @Test
  void everyConditionOfStartingIsKept() {
    ComposeApp app =
        Files.app(
            """
            services:
              web: {image: a, ports: ["80"], depends_on: {migrate: {condition: service_completed_successfully}, db: {condition: service_healthy}, cache: {condition: service_started, required: false}}}
              migrate: {image: a, command: migrate --now "two words", depends_on: [db]}
              db: {image: b}
              cache: {image: c, profiles: [extra]}
            """);

    assertThat(app.components())
        .extracting(Component::name)
        .containsExactly("db", "migrate", "web");
    assertThat(app.component("web").orElseThrow().dependsOn())
        .containsExactly(
            new Component.Dependency("migrate", Component.Condition.COMPLETED, true),
            new Component.Dependency("db", Component.Condition.HEALTHY, true),
            new Component.Dependency("cache", Component.Condition.STARTED, false));
    assertThat(app.component("migrate").orElseThrow().run().command())
        .contains(List.of("migrate", "--now", "two words"));
  }

  @Test
  void whatHasNoEffectIsNamedWithItsPath() {
    ComposeReading reading =
        Files.read(
            """
            services:
              web:
                image: a
                container_name: my-web
                logging: {driver: syslog}
                blkio_config: {weight: 300}
                imagee: typo
                deploy: {replicas: 3, placement: {constraints: [node.role == manager]}}
            """);

    assertThat(reading.installable()).isTrue();
    assertThat(reading.unsupported())
        .extracting(ComposeReading.Unsupported::path)
        .containsExactlyInAnyOrder(
            "services.web.container_name",
            "services.web.logging",
            "services.web.blkio_config",
            "services.web.imagee",
            "services.web.deploy.replicas",
            "services.web.deploy.placement");
    assertThat(reading.app().orElseThrow().component("web").orElseThrow().networks())
        .containsEntry("default", List.of("my-web"));
  }

  @Test
  void allProblemsAreSaidAtOnce() {
    ComposeReading reading =
        Files.read(
            """
            services:
              a: {image: "x y", ports: ["http"], depends_on: [nobody]}
              b: {build: .}
              c: {image: c, volumes: ["lost:/data", "../../etc:/x", "./ok:relative"], environment: {A: "${NEEDED:?say it}"}}
              d: {image: d, depends_on: [e]}
              e: {image: e, depends_on: [d]}
            """);

    assertThat(reading.installable()).isFalse();
    assertThat(reading.problems())
        .extracting(ComposeReading.Problem::path)
        .contains(
            "services.a.image",
            "services.a.ports[0]",
            "services.c.volumes[0]",
            "services.c.volumes[1]",
            "services.c.volumes[2]",
            "services.c.environment.A",
            "services");
    assertThat(reading.unsupported())
        .filteredOn(ComposeReading.Unsupported::fatal)
        .extracting(ComposeReading.Unsupported::path)
        .containsExactly("services.b.build");
  }

  @Test
  void umbrelAndCasaFilesShowTheirMainPort() {
    ComposeApp umbrel =
        Files.app(
            """
            version: "3.7"
            services:
              app_proxy:
                environment: {APP_HOST: notes_server_1, APP_PORT: 3456}
              server:
                image: notes:1@sha256:0123456789012345678901234567890123456789012345678901234567890123
                user: "1000:1000"
                volumes: ["${APP_DATA_DIR}/data:/data"]
            """);
    ComposeApp casa =
        Files.app(
            """
            name: jellyfin
            services:
              jellyfin:
                image: jellyfin/jellyfin:10.8
                ports: [{target: 8096, published: "8097", protocol: tcp}, {target: 1900, published: "1900", protocol: udp}]
                volumes:
                  - {type: bind, source: /DATA/AppData/$AppID/config, target: /config}
                  - {type: bind, source: /DATA/Media, target: /Media}
            x-casaos:
              main: jellyfin
              port_map: "8097"
              title: {en_us: Jellyfin}
              tagline: {en_us: Media}
              icon: https://example.com/icon.png
            """);

    assertThat(umbrel.main()).contains(new ComposeApp.Main("server", 3456));
    assertThat(umbrel.components().getFirst().mounts())
        .containsExactly(new Component.Mount(Component.Source.DATA, "data", "/data", false));
    assertThat(casa.main()).contains(new ComposeApp.Main("jellyfin", 8096));
    assertThat(casa.title()).isEqualTo("Jellyfin");
    assertThat(casa.icon()).contains("https://example.com/icon.png");
    assertThat(casa.components().getFirst().mounts())
        .containsExactly(
            new Component.Mount(Component.Source.DATA, "config", "/config", false),
            new Component.Mount(Component.Source.HOST, "/DATA/Media", "/Media", false));
  }

  @Test
  void aNameBecomesATitleForPeople() {
    assertThat(ComposeApp.titleFrom("wordpress")).isEqualTo("Wordpress");
    assertThat(ComposeApp.titleFrom("home-assistant")).isEqualTo("Home Assistant");
    assertThat(ComposeApp.titleFrom("a--b2-")).isEqualTo("A B2");
  }

  @Test
  void configurationComesFromThePackage() {
    var files =
        Files.of(
            "docker-compose.yml",
            """
            services:
              web:
                image: nginx
                env_file: [web.env, {path: missing.env, required: false}]
                volumes:
                  - ./nginx.conf:/etc/nginx/nginx.conf:ro
                  - ./site:/usr/share/nginx/html
                configs: [motd]
                secrets: [{source: key, target: /run/key}]
            configs:
              motd: {content: "hello $NAME"}
            secrets:
              key: {file: ./secrets/key}
            """,
            "nginx.conf",
            "events {}",
            "web.env",
            "A=1\nB='x y' # no\nexport C=\"$NAME\"",
            ".env",
            "NAME=world",
            "secrets/key",
            "s3cret",
            "site/index.html",
            "<p>");

    ComposeReading reading = ComposeParser.parse(files, ComposeParser.Options.none());

    assertThat(reading.problems()).isEmpty();
    Component web = reading.app().orElseThrow().components().getFirst();
    assertThat(web.run().environment())
        .containsEntry("A", "1")
        .containsEntry("B", "x y")
        .containsEntry("C", "world");
    assertThat(web.mounts())
        .containsExactlyInAnyOrder(
            new Component.Mount(
                Component.Source.PACKAGE, "nginx.conf", "/etc/nginx/nginx.conf", true),
            new Component.Mount(Component.Source.DATA, "site", "/usr/share/nginx/html", false),
            new Component.Mount(Component.Source.CONTENT, "hello world", "/motd", true),
            new Component.Mount(Component.Source.PACKAGE, "secrets/key", "/run/key", true));
  }

  @Test
  void passwordsInQuotesKeepTheirDollarSigns() {
    String env =
        """
        SINGLE='a$b${c}'
        DOUBLE="a\\$b"
        ESCAPED=a\\$b
        FILLED="${SINGLE}!"
        """;
    var files =
        Files.of(
            "compose.yml",
            "services: {web: {image: a, env_file: web.env, environment: {P: '${SINGLE}', Q: '${DOUBLE}', R: '$ESCAPED', S: '$FILLED'}}}",
            ".env",
            env,
            "web.env",
            "FROM_FILE='x$y'\n");

    ComposeReading reading = ComposeParser.parse(files, ComposeParser.Options.none());

    assertThat(reading.app().orElseThrow().components().getFirst().run().environment())
        .containsEntry("P", "a$b${c}")
        .containsEntry("Q", "a$b")
        .containsEntry("R", "a$b")
        .containsEntry("S", "a$b${c}!")
        .containsEntry("FROM_FILE", "x$y");
  }

  @Test
  void habitsOfPublishedFilesAreTaken() {
    ComposeReading reading =
        Files.read(
            """
            services:
              pihole:
                image: pihole/pihole
                hostname: pi_hole
                cap_add: [NET_ADMIN, SYS_TIME, SYS_NICE]
                volumes: ["/etc/localtime:/etc/localtime"]
                links: ["mariadb:mysql"]
              mariadb: {image: mariadb, volumes: ["/data"]}
              other: {image: mariadb, volumes: ["/data"]}
            """);

    assertThat(reading.problems()).isEmpty();
    assertThat(reading.unsupported())
        .extracting(ComposeReading.Unsupported::fatal)
        .containsOnly(false)
        .hasSize(2);
    ComposeApp app = reading.app().orElseThrow();
    Component pihole = app.component("pihole").orElseThrow();
    assertThat(pihole.run().hostname()).contains("pi_hole");
    assertThat(pihole.hardening().capAdd()).containsExactly("NET_ADMIN", "SYS_NICE");
    assertThat(pihole.mounts().getFirst().readOnly()).isTrue();
    assertThat(app.component("mariadb").orElseThrow().networks().get("default"))
        .containsExactly("mysql");
    assertThat(app.volumes()).hasSize(2);
  }

  @Test
  void noKeyIsDroppedWithoutAWord() {
    ComposeReading reading =
        Files.read(
            """
            services:
              web:
                image: a
                pull_policy: always
                annotations: {a: b}
                attach: false
                develop: {watch: []}
                label_file: x
                tmpfs: ["/run:size=1m,mode=1777"]
                volumes:
                  - {type: bind, source: ./d, target: /d, bind: {selinux: z, propagation: shared}}
                  - {type: volume, source: v, target: /v, volume: {nocopy: true}}
                  - {type: tmpfs, target: /t, tmpfs: {size: 1m, mode: 511}, consistency: cached}
                ports: [{target: 80, mode: host, app_protocol: http}, "192.0.2.1:81:81"]
                secrets: [{source: s, uid: "1", gid: "1", mode: 256}]
                depends_on: {db: {condition: service_started, restart: true}}
                networks: {n: {priority: 1}}
                deploy: {resources: {limits: {memory: 1m}, reservations: {cpus: "1"}}, restart_policy: {delay: 1s}}
              db: {image: b}
            networks: {n: {name: other, enable_ipv4: true}}
            volumes: {v: {name: other, labels: [a]}}
            secrets: {s: {content: x, name: y}}
            """);

    assertThat(reading.installable()).as("%s", reading.problems()).isTrue();
    assertThat(reading.unsupported())
        .extracting(ComposeReading.Unsupported::path)
        .containsExactlyInAnyOrder(
            "services.web.pull_policy",
            "services.web.annotations",
            "services.web.attach",
            "services.web.develop",
            "services.web.label_file",
            "services.web.tmpfs",
            "services.web.volumes[0].bind.selinux",
            "services.web.volumes[0].bind.propagation",
            "services.web.volumes[1].volume.nocopy",
            "services.web.volumes[2].tmpfs.mode",
            "services.web.volumes[2].consistency",
            "services.web.ports[0].mode",
            "services.web.ports[0].app_protocol",
            "services.web.ports[1]",
            "services.web.secrets[0].uid",
            "services.web.secrets[0].gid",
            "services.web.secrets[0].mode",
            "services.web.depends_on.db.restart",
            "services.web.networks.n.priority",
            "services.web.deploy.resources.reservations.cpus",
            "services.web.deploy.restart_policy.delay",
            "networks.n.name",
            "networks.n.enable_ipv4",
            "volumes.v.name",
            "volumes.v.labels",
            "secrets.s.name");
  }
}
