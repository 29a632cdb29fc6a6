package io.bucky.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Speaks HTTP and kRPC to a zone's gateway the way clients do: over HTTPS, trusting the zone's
/// local CA and nothing else. Follows no redirect by itself.
public final class WebClient {
  private static final JsonMapper JSON = new JsonMapper();
  private final HttpClient client;
  private final int port;
  private final AtomicLong sequence = new AtomicLong(1_732_600_000_000L);

  public WebClient(TestZone zone) {
    this.client =
        HttpClient.newBuilder()
            .sslContext(trusting(zone.localCa()))
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    this.port = zone.httpsPort();
  }

  private static SSLContext trusting(Path authority) {
    try (var in = Files.newInputStream(authority)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "zone", CertificateFactory.getInstance("X.509").generateCertificate(in));
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("the zone's CA cannot be used", e);
    }
  }

  public URI uri(String host, String path) {
    return URI.create("https://" + host + ":" + port + path);
  }

  public HttpResponse<String> get(String host, String path, String... headers) {
    var request = HttpRequest.newBuilder(uri(host, path)).timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// One kRPC call; the whole answer.
  public JsonNode call(String host, String service, String method, JsonNode params, String token) {
    return call(host, service, method, params, token, sequence.getAndIncrement());
  }

  public JsonNode call(
      String host, String service, String method, JsonNode params, String token, long seq) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("method", method);
    body.set("params", params);
    var sys = body.putArray("sys").add(seq);
    if (!token.isEmpty()) {
      sys.add(token);
    }
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(uri(host, "/kapi/" + service))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    if (response.statusCode() != 200) {
      throw new AssertionError(
          method + " answered HTTP " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  /// Logs the zone's owner in as the published SDK does: no login_nonce, seq is the nonce.
  public JsonNode loginByPassword(String app) {
    return loginByPassword(app, System.currentTimeMillis());
  }

  /// @param nonce what the client takes for the time, in milliseconds
  public JsonNode loginByPassword(String app, long nonce) {
    ObjectNode params = JsonNodeFactory.instance.objectNode();
    params.put("type", "password");
    params.put("username", TestZone.USER);
    params.put("password", proof(TestZone.USER, TestZone.PASSWORD, nonce));
    params.put("appid", app);
    params.put("source_url", uri(TestZone.HOST, "/").toString());
    JsonNode answer = call(TestZone.HOST, "verify-hub", "login_by_password", params, "", nonce);
    if (answer.has("error")) {
      throw new AssertionError("login refused: " + answer);
    }
    return answer.get("result");
  }

  public static String proof(String user, String password, long nonce) {
    return sha256(sha256(password + user + ".buckyos") + nonce);
  }

  private static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
