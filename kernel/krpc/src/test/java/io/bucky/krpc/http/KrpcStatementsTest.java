package io.bucky.krpc.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.krpc.EchoService;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import io.bucky.krpc.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The kRPC statements of the conformance list, over a real port.
final class KrpcStatementsTest {
  private static final Method<None, None> PING =
      Method.open("system-config", "ping", None.class, None.class, "Answers.");

  private final KrpcHttpServer server;
  private final int port;

  KrpcStatementsTest() throws IOException {
    var metrics = new Metrics();
    server = KrpcHttpServer.open(metrics, Time.system());
    KrpcService config =
        KrpcService.named("system-config", EchoService.verifier())
            .on(PING, (_, _) -> Reply.ok(None.NONE))
            .build();
    port =
        server.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Endpoint.of(EchoService.create(metrics), config));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String call(String body) throws IOException {
    String answer = RawHttp.post(port, "/kapi/echo", body);
    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("Content-Type: application/json\r\n");
    return RawHttp.bodyOf(answer);
  }

  @Test
  @DisplayName("S1: an unknown method is HTTP 200 with the request's seq and `Unknown method`")
  void unknownMethod() throws IOException {
    assertThat(call("{\"method\":\"x\",\"params\":{},\"sys\":[7]}"))
        .isEqualTo("{\"error\":\"Unknown method: x\",\"sys\":[7]}");
  }

  @Test
  @DisplayName("S2: a body that is not JSON is HTTP 400")
  void notJson() throws IOException {
    assertThat(RawHttp.post(port, "/kapi/echo", "hello")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  @DisplayName("S3: a body without params is HTTP 400")
  void noParams() throws IOException {
    assertThat(RawHttp.post(port, "/kapi/echo", "{\"method\":\"nothing\",\"sys\":[7]}"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  @DisplayName("S4: GET on a kRPC path is not 200")
  void get() throws IOException {
    assertThat(RawHttp.get(port, "/kapi/echo"))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: POST\r\n");
  }

  @Test
  @DisplayName("S5: without sys the answer's sys is [0]")
  void noSys() throws IOException {
    assertThat(call("{\"method\":\"nothing\",\"params\":{}}")).endsWith("\"sys\":[0]}");
  }

  @Test
  @DisplayName("S6: with seq and token the answer's sys has length 1")
  void tokenNoTrace() throws IOException {
    assertThat(
            call(
                "{\"method\":\"say\",\"params\":{\"text\":\"hi\"},\"sys\":[7,\""
                    + EchoService.ALICE
                    + "\"]}"))
        .isEqualTo("{\"result\":{\"text\":\"hi\",\"user\":\"alice\"},\"sys\":[7]}");
  }

  @Test
  @DisplayName("S7: a trace id comes back at sys[1]")
  void trace() throws IOException {
    assertThat(
            call(
                "{\"method\":\"say\",\"params\":{\"text\":\"hi\"},\"sys\":[7,\""
                    + EchoService.ALICE
                    + "\",\"tr1\"]}"))
        .endsWith("\"sys\":[7,\"tr1\"]}");
  }

  @Test
  @DisplayName("S8: null for the token with a trace id is accepted, and the trace id comes back")
  void traceWithoutToken() throws IOException {
    assertThat(call("{\"method\":\"nothing\",\"params\":{},\"sys\":[7,null,\"tr1\"]}"))
        .isEqualTo("{\"result\":null,\"sys\":[7,\"tr1\"]}");
  }

  @Test
  @DisplayName("S9: a call that returns nothing has a result of null and no error")
  void nullResult() throws IOException {
    assertThat(call("{\"method\":\"nothing\",\"params\":{},\"sys\":[7]}"))
        .isEqualTo("{\"result\":null,\"sys\":[7]}");
  }

  @Test
  @DisplayName("S10: seq 9007199254740991 is echoed exactly, and so is the largest of 64 bits")
  void largeSequence() throws IOException {
    assertThat(call("{\"method\":\"nothing\",\"params\":{},\"sys\":[9007199254740991]}"))
        .endsWith("\"sys\":[9007199254740991]}");
    assertThat(call("{\"method\":\"nothing\",\"params\":{},\"sys\":[18446744073709551615]}"))
        .endsWith("\"sys\":[18446744073709551615]}");
  }

  @Test
  @DisplayName("S11: /kapi/system_config and /kapi/system_config/ give the same answer")
  void bothPaths() throws IOException {
    for (String path :
        new String[] {
          "/kapi/system_config",
          "/kapi/system_config/",
          "/kapi/system-config",
          "/kapi/system-config/"
        }) {
      assertThat(
              RawHttp.bodyOf(
                  RawHttp.post(port, path, "{\"method\":\"ping\",\"params\":{},\"sys\":[1]}")))
          .isEqualTo("{\"result\":null,\"sys\":[1]}");
    }
  }

  @Test
  @DisplayName("S12: an error is always text, never an object")
  void errorIsText() throws IOException {
    assertThat(call("{\"method\":\"refuse\",\"params\":{\"text\":\"{\\\"a\\\":1}\"},\"sys\":[1]}"))
        .isEqualTo("{\"error\":\"Failed due to reason: {\\\"a\\\":1}\",\"sys\":[1]}");
    assertThat(call("{\"method\":\"break\",\"params\":{},\"sys\":[1]}"))
        .startsWith("{\"error\":\"");
  }
}
