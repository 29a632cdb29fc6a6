package io.bucky.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTPS and HTTP/2, with the JDK's client and the zone's own authority.
class TlsTest {
  @TempDir Path root;
  private Upstream app;
  private Zone zone;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    app = Upstream.named("app");
    zone = new Zone(root).app("blog", "blog", "public", app.port(), "");
    Zone.write(root.resolve("web/index.html"), "<h1>panel</h1>");
    Zone.write(root.resolve("web/assets/big.js"), "x".repeat(3 << 20));
    zone.service("verify-hub", app.port(), true);
    zone.writeInfo();
    zone.writeSettings(Zone.listener("https", 0));
    zone.open();
    Path authority = zone.layout().certificates().resolve("ca.pem");
    Zone.eventually("the authority exists", () -> Files.exists(authority));
    client = http2(authority);
  }

  /// A client that trusts the zone's own authority.
  static HttpClient http2(Path authority) throws GeneralSecurityException, IOException {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_2)
        .sslContext(trusting(authority))
        .build();
  }

  @AfterEach
  void stop() {
    client.close();
    zone.close();
    app.close();
  }

  static SSLContext trusting(Path authority) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var in = Files.newInputStream(authority)) {
      store.setCertificateEntry(
          "zone", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private HttpRequest.Builder request(String host, String path) {
    return HttpRequest.newBuilder(URI.create("https://" + host + ":" + zone.port("https") + path));
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aBrowserThatTrustsTheAuthoritySpeaksHttp2WithTheZone() throws Exception {
    HttpResponse<String> page = send(request("localhost", "/.well-known/local-ca.pem").build());

    assertThat(page.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).startsWith("-----BEGIN CERTIFICATE-----");
  }

  @Test
  void anAppIsForwardedOverHttp2WithItsBodyBothWays() throws Exception {
    String body = "y".repeat(1 << 20);
    HttpResponse<String> answer =
        send(
            request("blog.home.localhost", "/count")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.body()).isEqualTo(Integer.toString(body.length()));

    HttpResponse<String> echo = send(request("blog.home.localhost", "/e?q=1").build());
    assertThat(echo.body()).startsWith("app|GET|/e?q=1|").contains("X-forwarded-proto=[https]");
    assertThat(send(request("blog.home.localhost", "/stream").build()).body())
        .isEqualTo("part0;part1;part2;");
  }

  @Test
  void aBodyOfUnknownLengthGoesUpInChunks() throws Exception {
    HttpResponse<String> answer =
        send(
            request("blog.home.localhost", "/e")
                .POST(
                    HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofString("hello")))
                .build());

    assertThat(answer.body()).endsWith("|hello").contains("Transfer-encoding=[chunked]");
  }

  @Test
  void manyStreamsShareAConnection() throws Exception {
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 100; i++) {
      answers.add(
          client.sendAsync(
              request("blog.home.localhost", "/n" + i).build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).get().body()).startsWith("app|GET|/n" + i + "|");
    }
  }

  @Test
  void largeFilesAndKapiWorkOverHttp2() throws Exception {
    assertThat(send(request("home.localhost", "/assets/big.js").build()).body()).hasSize(3 << 20);
    HttpResponse<String> call =
        send(
            request("home.localhost", "/kapi/verify-hub")
                .POST(HttpRequest.BodyPublishers.ofString("{\"method\":\"m\",\"params\":{}}"))
                .build());
    assertThat(call.body()).startsWith("app|POST|/kapi/verify-hub|");
    HttpResponse<String> refused =
        send(
            request("home.localhost", "/kapi/verify-hub")
                .POST(HttpRequest.BodyPublishers.ofString("nonsense"))
                .build());
    assertThat(refused.statusCode()).isEqualTo(400);
  }

  @Test
  void http1IsSpokenWithThoseWhoWantIt() throws Exception {
    HttpRequest plain =
        request("home.localhost", "/assets/big.js").version(HttpClient.Version.HTTP_1_1).build();
    HttpResponse<String> answer = send(plain);

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(answer.body()).hasSize(3 << 20);
  }

  @Test
  void aCallThatIsTooLongIsToldSoBeforeItIsSent() throws Exception {
    HttpResponse<String> answer =
        send(
            request("home.localhost", "/kapi/verify-hub")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[4 << 20]))
                .build());

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("1048576");
  }

  @Test
  void keysAreReadableByTheirOwnerOnly() throws IOException {
    for (String name : List.of("ca.key", "zone.key")) {
      Path key = zone.layout().certificates().resolve(name);
      Zone.eventually(name, () -> Files.exists(key));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aConnectionCountsBeforeItsHandshake() throws IOException {
    try (Wire silent = Wire.open(zone.port("https"))) {
      Zone.eventually("it counts", () -> zone.connections() == 2); // with the one that asks
      assertThat(silent.hasInput()).isFalse();
    }
    Zone.eventually("it counts no longer", () -> zone.connections() == 1);
  }
}
