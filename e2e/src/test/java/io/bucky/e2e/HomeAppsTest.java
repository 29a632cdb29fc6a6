package io.bucky.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The apps of `e2e/apps`, which people run at home, in one zone: installed by command, opened at
/// their own hosts behind login, stopped with their data kept, removed without a trace.
class HomeAppsTest {
  private static final List<String> APPS = List.of("wordpress", "radicale", "transmission");
  private static final Duration OPENS_WITHIN = Duration.ofSeconds(90);
  private static TestZone zone;

  @BeforeAll
  static void start() {
    assumeTrue(Containers.engineAnswers(), "no container engine answers");
    for (String image :
        List.of(
            "local/wordpress:6", "local/mariadb:10", "local/radicale:3", "local/transmission:3")) {
      assumeTrue(Containers.hasImage(image), "no image " + image + ": run e2e/apps/build-images");
    }
    zone = TestZone.start();
  }

  @AfterAll
  static void stop() {
    if (zone != null) {
      zone.close();
    }
  }

  @Test
  void wordPressRadicaleAndTransmissionLiveInAZone() {
    for (String app : APPS) {
      String folder = Bucky.ofThisBuild().repository().resolve("e2e/apps/" + app).toString();
      zone.run("app", "install", folder, "--no-wait", "--json").expect(0);
    }
    APPS.forEach(HomeAppsTest::awaitRunning);
    var visitor = new Visitor(zone);

    strangersAreSentToTheLogin();
    writeABlog(visitor);
    contains(awaitOpen(visitor, "radicale", "/.web/"), "Radicale");
    contains(awaitOpen(visitor, "transmission", "/transmission/web/"), "Transmission");

    zone.json("app", "stop", "wordpress");
    assertThat(visitor.open(host("wordpress"), "/").statusCode()).isEqualTo(503);
    contains(awaitOpen(visitor, "radicale", "/.web/"), "Radicale");
    zone.json("app", "start", "wordpress");
    contains(awaitOpen(visitor, "wordpress", "/wp-login.php"), "Notes from the attic");

    for (String app : APPS) {
      zone.json("app", "uninstall", app, "--delete-data");
      assertThat(zone.root().resolve("data/home/alice/.local/share/" + app)).doesNotExist();
    }
    assertThat(Containers.ofRoot(zone.root())).as("containers left behind").isEmpty();
    assertThat(Containers.networksOfRoot(zone.root())).as("networks left behind").isEmpty();
    assertThat(Containers.volumesOfRoot(zone.root())).as("volumes left behind").isEmpty();
  }

  private static void strangersAreSentToTheLogin() {
    var web = new WebClient(zone);
    for (String app : APPS) {
      HttpResponse<String> answer = web.get(host(app), "/");
      assertThat(answer.statusCode()).as(app).isEqualTo(302);
      assertThat(answer.headers().firstValue("location").orElse(""))
          .startsWith("https://sys." + TestZone.HOST)
          .contains("/login?");
    }
  }

  private static void writeABlog(Visitor visitor) {
    contains(awaitOpen(visitor, "wordpress", "/wp-admin/install.php?step=1"), "Site Title");
    HttpResponse<String> installed =
        visitor.submit(
            host("wordpress"),
            "/wp-admin/install.php?step=2",
            Map.of(
                "weblog_title",
                "Notes from the attic",
                "user_name",
                "alice",
                "admin_password",
                "correct horse battery",
                "admin_password2",
                "correct horse battery",
                "pw_weak",
                "on",
                "admin_email",
                "alice@example.org",
                "blog_public",
                "0"));
    contains(installed, "Success!");
    contains(awaitOpen(visitor, "wordpress", "/wp-login.php"), "Notes from the attic");
  }

  private static HttpResponse<String> awaitOpen(Visitor visitor, String app, String path) {
    TestZone.await(
        app + " opens", OPENS_WITHIN, () -> visitor.open(host(app), path).statusCode() == 200);
    return visitor.open(host(app), path);
  }

  private static void contains(HttpResponse<String> page, String text) {
    assertThat(page.statusCode()).as(page + "\n" + page.body()).isEqualTo(200);
    assertThat(page.body()).contains(text);
  }

  private static void awaitRunning(String app) {
    TestZone.await(
        app + " runs",
        OPENS_WITHIN,
        () ->
            zone.json("app", "show", app).path("app").path("state").asString("").equals("running"));
  }

  private static String host(String app) {
    return app + "." + TestZone.HOST;
  }
}
