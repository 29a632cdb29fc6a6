package io.bucky.naming;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Documents by the JDK's HTTP client; redirects are not followed. Any thread; close it.
public final class HttpsSource implements WebSource, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final HttpClient client;

  private HttpsSource(HttpClient client) {
    this.client = client;
  }

  public static HttpsSource open() {
    return new HttpsSource(
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT)
            .build());
  }

  @Override
  public Lookup<String> fetch(URI uri) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET().build();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return switch (response.statusCode()) {
          case 200 -> text(uri, body);
          case 404 -> new Lookup.Missing<>();
          case 410 -> new Lookup.Gone<>();
          default -> new Lookup.Failed<>(uri + " answered " + response.statusCode());
        };
      }
    } catch (IOException e) {
      return new Lookup.Failed<>(uri + " does not answer: " + e);
    }
  }

  private static Lookup<String> text(URI uri, InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(BYTES_MAX + 1);
    return bytes.length > BYTES_MAX
        ? new Lookup.Failed<>(uri + " answered more than " + BYTES_MAX + " bytes")
        : new Lookup.Found<>(new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
