package io.bucky.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A newcomer's first hour in a real browser: `web/e2e/first-use.ts` against a zone that was only
/// just started. The screenshots stay in `e2e/target/screenshots`.
class BrowserTest {
  @Test
  void aNewcomerActivatesInstallsAnAppStaysInItByOneLoginAndIsRefusedAfterLogout() {
    Path repository = Bucky.ofThisBuild().repository();
    Path tsx = repository.resolve("web/node_modules/.bin/tsx");
    assumeTrue(Files.exists(tsx), "the web workspace is not installed: npm install in web/");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/chromium")), "no /usr/bin/chromium");
    assumeTrue(Containers.engineAnswers(), "no container engine answers");

    try (var zone = TestZone.prepare()) {
      Path app =
          zone.composeApp(
              "hello",
              """
              services:
                web:
                  image: %s
                  command: ["sh", "-c", "mkdir -p /data/www && echo hello from $$NAME > /data/www/index.html && exec httpd -f -p 8080 -h /data/www"]
                  environment:
                    NAME: ${GREETED:-the world}
                  ports:
                    - "8080:8080"
                  volumes:
                    - pages:/data
              volumes:
                pages:
              """
                  .formatted(Containers.busybox()));
      zone.run("up", "--json", "--port-base", Integer.toString(zone.portBase())).expect(0);
      String link = zone.status().path("activation").path("url").asString("");
      assertThat(link).contains("?code=");

      Script.Result browser =
          Script.run(
              repository.resolve("web"),
              Map.of(),
              180,
              tsx.toString(),
              "e2e/first-use.ts",
              link,
              app.toString(),
              "hello from the world",
              repository.resolve("e2e/target/screenshots").toString());

      assertThat(browser.exit()).as(browser.said()).isZero();
      assertThat(browser.said()).contains("stayed").contains("refused");
    }
  }
}
