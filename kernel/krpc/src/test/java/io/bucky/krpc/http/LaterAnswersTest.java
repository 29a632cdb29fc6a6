package io.bucky.krpc.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Deadline;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.krpc.Answer;
import io.bucky.krpc.DependencyUnavailable;
import io.bucky.krpc.EchoService;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.LocalKrpcCaller;
import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import io.bucky.krpc.Origin;
import io.bucky.krpc.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Methods that answer later, from another thread than the one that read the call.
final class LaterAnswersTest {
  private static final Method<EchoService.Say, EchoService.Said> SAY =
      Method.of("later", "say", EchoService.Say.class, EchoService.Said.class, "Says it back.");
  private static final Method<None, None> NEVER =
      Method.open("later", "never", None.class, None.class, "Is not answered.");
  private static final Method<None, None> REFUSED =
      Method.open("later", "refused", None.class, None.class, "Is refused.");
  private static final Method<None, None> AWAY =
      Method.open("later", "away", None.class, None.class, "Needs what is not there.");
  private static final Method<None, None> BUG =
      Method.open("later", "bug", None.class, None.class, "Has a bug.");
  private static final Method<None, None> BUG_AT_ONCE =
      Method.open("later", "bug_at_once", None.class, None.class, "Has one before it begins.");

  private final KrpcHttpServer server;
  private final KrpcService service;
  private final int port;

  LaterAnswersTest() throws IOException {
    server = KrpcHttpServer.open(new Metrics(), Time.system(), Duration.ofMillis(800));
    service =
        KrpcService.named("later", EchoService.verifier())
            .onLater(
                SAY,
                (caller, say) ->
                    CompletableFuture.supplyAsync(
                        () -> Reply.ok(new EchoService.Said(say.text(), caller.user()))))
            .onLater(NEVER, (_, _) -> new CompletableFuture<>())
            .onLater(REFUSED, (_, _) -> CompletableFuture.supplyAsync(() -> Reply.failed("no")))
            .onLater(AWAY, (_, _) -> CompletableFuture.supplyAsync(LaterAnswersTest::away))
            .onLater(BUG, (_, _) -> CompletableFuture.supplyAsync(LaterAnswersTest::bug))
            .onLater(BUG_AT_ONCE, (_, _) -> CompletableFuture.completedFuture(bug()))
            .build();
    port =
        server.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Endpoint.of(service));
  }

  private static Reply<None> away() {
    throw new DependencyUnavailable("the disk is away");
  }

  private static Reply<None> bug() {
    throw new IllegalStateException("planted: secret-detail");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String call(String body) throws IOException {
    return RawHttp.bodyOf(RawHttp.post(port, "/kapi/later", body));
  }

  private static String say(String token) {
    return "{\"method\":\"say\",\"params\":{\"text\":\"hi\"},\"sys\":[3,\"" + token + "\"]}";
  }

  @Test
  void theAnswerComesWhenItIsThere() throws IOException {
    assertThat(call(say(EchoService.ALICE)))
        .isEqualTo("{\"result\":{\"text\":\"hi\",\"user\":\"alice\"},\"sys\":[3]}");
  }

  @Test
  void noTokenNoHandler() throws IOException {
    assertThat(call(say("forged"))).contains("Invalid token");
    assertThat(call(say(EchoService.OLD))).contains("Token expired");
  }

  @Test
  void oneThatIsNotThereInTimeIsToldSo() throws IOException {
    assertThat(call("{\"method\":\"never\",\"params\":{},\"sys\":[5]}"))
        .startsWith("{\"error\":\"Failed due to reason: no answer in time")
        .endsWith("\"sys\":[5]}");
  }

  @ParameterizedTest
  @CsvSource({
    "refused, Failed due to reason: no",
    "away, Service not valid: the disk is away",
    "bug, 'Failed due to reason: internal error in later, see its log'",
    "bug_at_once, 'Failed due to reason: internal error in later, see its log'",
  })
  void aFailureIsAnsweredAsOfAnyHandler(String method, String error) throws IOException {
    String body = "{\"method\":\"" + method + "\",\"params\":{},\"sys\":[1]}";
    String expected = "{\"error\":\"" + error + "\",\"sys\":[1]}";

    assertThat(call(body)).isEqualTo(expected);
    var origin = new Origin("here", Deadline.in(Duration.ofSeconds(9), Time.system()));
    assertThat(service.dispatch(body.getBytes(StandardCharsets.UTF_8), origin).text())
        .isEqualTo(expected);
  }

  @Test
  void requestsOfOneConnectionAreAnsweredInOrder() throws IOException {
    String one = say(EchoService.ALICE);
    String head =
        "POST /kapi/later HTTP/1.1\r\nHost: x\r\nContent-Length: " + one.length() + "\r\n";

    String answers =
        RawHttp.exchange(port, head + "\r\n" + one + head + "Connection: close\r\n\r\n" + one);

    assertThat(answers.split("\"user\":\"alice\"", -1)).hasSize(3);
  }

  @Test
  void aCallerInTheSameProcessWaitsForIt() throws InterruptedException {
    var local = new LocalKrpcCaller(() -> Optional.of(EchoService.ALICE), Time.system());
    local.add(service);

    assertThat(local.call(SAY, new EchoService.Say("hi", Optional.empty())))
        .isEqualTo(new Answer.Ok<>(new EchoService.Said("hi", "alice")));
  }
}
