package io.bucky.krpc.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.krpc.EchoService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A server that bears two connections.
final class ConnectionLimitTest {
  private static final int PATIENCE_MILLIS = 15_000;

  private final Metrics metrics = new Metrics();
  private final KrpcHttpServer server;
  private final int port;

  ConnectionLimitTest() throws IOException {
    server = KrpcHttpServer.open(metrics, Time.system(), Duration.ofSeconds(5), 2);
    port =
        server.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Endpoint.of(EchoService.create(metrics)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Socket connected() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static boolean isServed(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write(
            RawHttp.head("GET /healthz HTTP/1.1", "Host: x").getBytes(StandardCharsets.US_ASCII));
    return socket.getInputStream().read() == 'H';
  }

  @Test
  void oneTooManyIsClosedAndRoomIsMadeByOneThatLeaves() throws IOException {
    try (Socket first = connected();
        Socket second = connected()) {
      assertThat(isServed(first)).isTrue();
      assertThat(isServed(second)).isTrue();
      try (Socket third = connected()) {
        assertThat(third.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(metrics.counter("http_connections_refused_total").sum()).isEqualTo(1);
      second.shutdownOutput();
      second.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
      try (Socket next = connected()) {
        assertThat(isServed(next)).isTrue();
      }
    }
  }
}
