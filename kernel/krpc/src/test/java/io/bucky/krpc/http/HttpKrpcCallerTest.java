package io.bucky.krpc.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.krpc.Answer;
import io.bucky.krpc.EchoService;
import io.bucky.krpc.LocalKrpcCaller;
import io.bucky.krpc.None;
import io.bucky.krpc.Problem;
import io.bucky.krpc.ServiceDirectory;
import io.bucky.krpc.TokenSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The client, against the real server and against peers that misbehave.
final class HttpKrpcCallerTest {
  private static final EchoService.Say HELLO = new EchoService.Say("hello", Optional.empty());

  private static KrpcHttpServer server() throws IOException {
    return KrpcHttpServer.open(new Metrics(), Time.system());
  }

  private static int listen(KrpcHttpServer server) throws IOException {
    return server.listen(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Endpoint.of(EchoService.create(new Metrics())));
  }

  private static HttpKrpcCaller caller(int port) {
    return HttpKrpcCaller.open(
        URI.create("http://127.0.0.1:" + port), TokenSource.of(EchoService.ALICE), Time.system());
  }

  @Test
  void aTypedCallGoesThereAndBack() throws Exception {
    try (var server = server();
        var caller = caller(listen(server))) {
      assertThat(caller.call(EchoService.SAY, HELLO))
          .isEqualTo(new Answer.Ok<>(new EchoService.Said("hello", "alice")));
      assertThat(caller.call(EchoService.NOTHING, None.NONE)).isEqualTo(new Answer.Ok<>(None.NONE));
      assertThat(caller.call(EchoService.REFUSE, HELLO))
          .isEqualTo(new Answer.Refused<>(new Problem.Reason("hello")));
      assertThat(caller.as(TokenSource.none()).call(EchoService.SAY, HELLO))
          .isEqualTo(new Answer.Refused<>(new Problem.Denied("No session token")));
    }
  }

  @Test
  void aCallInThisProcessIsCheckedLikeOneOverHttp() throws Exception {
    var local = new LocalKrpcCaller(TokenSource.of(EchoService.ALICE), Time.system());

    assertThat(local.call(EchoService.SAY, HELLO)).isInstanceOf(Answer.Unreachable.class);
    local.add(EchoService.create(new Metrics()));

    assertThat(local.call(EchoService.SAY, HELLO))
        .isEqualTo(new Answer.Ok<>(new EchoService.Said("hello", "alice")));
    assertThat(local.as(TokenSource.of("forged")).call(EchoService.SAY, HELLO))
        .isEqualTo(new Answer.Refused<>(new Problem.InvalidToken("unknown key")));
  }

  @Test
  void aCallEndsAtItsLimit() throws Exception {
    try (var server = server();
        var caller = caller(listen(server))) {
      assertThat(caller.within(Duration.ofMillis(200)).call(EchoService.WAIT, None.NONE))
          .isInstanceOf(Answer.Unreachable.class);
    }
  }

  @Test
  void onlyARepeatableMethodIsTriedAgain() throws Exception {
    var requests = new AtomicInteger();
    try (var peer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var caller = caller(peer.getLocalPort())) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              while (true) {
                try (var connection = peer.accept()) {
                  var _ = connection.getInputStream().read(new byte[4_096]);
                  requests.incrementAndGet();
                }
              }
            } catch (IOException e) {
              // closed
            }
          });

      assertThat(caller.call(EchoService.REFUSE, HELLO)).isInstanceOf(Answer.Unreachable.class);
      assertThat(requests.get()).isEqualTo(1);
      assertThat(caller.call(EchoService.SAY, HELLO)).isInstanceOf(Answer.Unreachable.class);
      assertThat(requests.get()).isEqualTo(1 + 3);
    }
  }

  @Test
  void anAnswerThatIsNotKrpcIsNotTaken() throws Exception {
    try (var peer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var caller = caller(peer.getLocalPort())) {
      Thread.ofVirtual()
          .start(() -> {
            try (var connection = peer.accept()) {
              var _ = connection.getInputStream().read(new byte[4_096]);
              connection
                  .getOutputStream()
                  .write(
                      "HTTP/1.1 502 Bad\r\nContent-Length: 4\r\n\r\nnope"
                          .getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
              // closed
            }
          });

      assertThat(caller.call(EchoService.REFUSE, HELLO))
          .isInstanceOfSatisfying(
              Answer.Unreachable.class, answer -> assertThat(answer.why()).contains("502", "nope"));
    }
  }

  @Test
  void aServiceThatNobodyKnowsIsUnreachable() throws Exception {
    try (var caller =
        HttpKrpcCaller.open(ServiceDirectory.of(Map.of()), TokenSource.none(), Time.system())) {
      assertThat(caller.call(EchoService.NOTHING, None.NONE))
          .isEqualTo(new Answer.Unreachable<>("no instance of echo is known"));
    }
  }

  @Test
  void bothSpellingsOfSystemConfigAreOneService() {
    var directory = ServiceDirectory.ofPorts(Map.of("system-config", 3200));

    assertThat(directory.find("system_config")).contains(URI.create("http://127.0.0.1:3200"));
    assertThat(directory.find("system-config")).contains(URI.create("http://127.0.0.1:3200"));
  }
}
