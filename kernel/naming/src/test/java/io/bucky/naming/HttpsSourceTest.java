package io.bucky.naming;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpsSourceTest {
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath().substring(1);
          byte[] body =
              path.equals("long")
                  ? new byte[WebSource.BYTES_MAX + 1]
                  : "text".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              path.equals("long") ? 200 : Integer.parseInt(path), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void statusesBecomeOutcomes() throws InterruptedException {
    try (var source = HttpsSource.open()) {
      assertThat(source.fetch(at("200"))).isEqualTo(new Lookup.Found<>("text"));
      assertThat(source.fetch(at("404"))).isInstanceOf(Lookup.Missing.class);
      assertThat(source.fetch(at("410"))).isInstanceOf(Lookup.Gone.class);
      assertThat(source.fetch(at("403"))).isInstanceOf(Lookup.Failed.class);
      assertThat(source.fetch(at("302"))).isInstanceOf(Lookup.Failed.class);
      assertThat(source.fetch(at("long"))).isInstanceOf(Lookup.Failed.class);
      assertThat(source.fetch(URI.create("http://127.0.0.1:1/"))).isInstanceOf(Lookup.Failed.class);
    }
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + path);
  }
}
