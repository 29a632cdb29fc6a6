package io.bucky.krpc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import io.bucky.krpc.EchoService;
import io.bucky.krpc.None;
import io.bucky.krpc.Problem;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class SocketKrpcTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @TempDir Path directory = Path.of("");
  private Path path = Path.of("");
  private @Nullable SocketKrpcServer server;

  @BeforeEach
  void listen() throws IOException {
    path = directory.resolve("run/node.sock");
    server = SocketKrpcServer.open(path, EchoService.create(new Metrics()), LIMIT, Time.system());
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private SocketKrpcCaller caller(Duration limit) {
    return new SocketKrpcCaller(path, limit, Time.system());
  }

  @Test
  void callsOnOneConnectionAreAnsweredInOrder() throws Exception {
    try (var caller = caller(LIMIT)) {
      for (int i = 0; i < 100; i++) {
        JsonNode sent = Json.tree(List.of(i, "x".repeat(i * 100)));

        assertThat(caller.call(EchoService.MIRROR, sent)).isEqualTo(new Answer.Ok<>(sent));
      }
    }
  }

  @Test
  void theSocketBelongsToItsUserOnly() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void aSocketThatIsServedIsNotTakenAway() {
    assertThatThrownBy(() ->
            SocketKrpcServer.open(path, EchoService.create(new Metrics()), LIMIT, Time.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another process");
  }

  @Test
  void aSocketLeftBehindIsReplaced() throws Exception {
    stop();
    try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(path));
    }

    server = SocketKrpcServer.open(path, EchoService.create(new Metrics()), LIMIT, Time.system());

    try (var caller = caller(LIMIT)) {
      assertThat(caller.call(EchoService.NOTHING, None.NONE)).isEqualTo(new Answer.Ok<>(None.NONE));
    }
  }

  @Test
  void aConnectionThatCannotBeAcceptedEndsThatConnectionOnly() throws Exception {
    stop();
    var attempts = new AtomicInteger();
    server =
        listen(listening -> {
          if (attempts.incrementAndGet() <= 3) {
            throw new IOException("Too many open files");
          }
          return listening.accept();
        });

    try (var caller = caller(LIMIT)) {
      assertThat(caller.call(EchoService.NOTHING, None.NONE)).isEqualTo(new Answer.Ok<>(None.NONE));
    }
    assertThat(attempts.get()).isGreaterThan(3);
  }

  @Test
  void aPeerThatTheKernelDoesNotNameIsSentAwayAndTheNextOneServed() throws Exception {
    stop();
    var nameless = new ArrayList<SocketChannel>();
    server =
        listen(listening -> {
          SocketChannel peer = listening.accept();
          if (nameless.isEmpty()) {
            nameless.add(peer);
            peer.close(); // its credentials cannot be asked any more
          }
          return peer;
        });

    try (var raw = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      assertThat(Frames.read(raw)).isEmpty();
    }
    try (var caller = caller(LIMIT)) {
      assertThat(caller.call(EchoService.NOTHING, None.NONE)).isEqualTo(new Answer.Ok<>(None.NONE));
    }
  }

  private SocketKrpcServer listen(SocketKrpcServer.Accepting accepting) throws IOException {
    return SocketKrpcServer.open(
        path, EchoService.create(new Metrics()), LIMIT, Time.system(), accepting);
  }

  @Test
  void aCallWithoutAnAnswerEndsAtItsLimit() throws Exception {
    try (var caller = caller(Duration.ofMillis(200))) {
      assertThat(caller.call(EchoService.WAIT, None.NONE))
          .isInstanceOfSatisfying(
              Answer.Unreachable.class, answer -> assertThat(answer.why()).contains("no answer"));
      assertThat(caller.call(EchoService.NOTHING, None.NONE)).isEqualTo(new Answer.Ok<>(None.NONE));
    }
  }

  @Test
  void whoCallsAfterTheServerIsGoneIsTold() throws Exception {
    try (var caller = caller(LIMIT)) {
      assertThat(caller.call(EchoService.NOTHING, None.NONE)).isInstanceOf(Answer.Ok.class);
      stop();

      assertThat(caller.call(EchoService.NOTHING, None.NONE))
          .isInstanceOf(Answer.Unreachable.class);
      assertThat(caller.call(EchoService.NOTHING, None.NONE))
          .isInstanceOf(Answer.Unreachable.class);
    }
  }

  @Test
  void aMethodThatNeedsATokenIsDeniedOnTheSocketToo() throws Exception {
    try (var caller = caller(LIMIT)) {
      assertThat(caller.call(EchoService.SAY, new EchoService.Say("x", Optional.empty())))
          .isEqualTo(new Answer.Refused<>(new Problem.Denied("No session token")));
    }
  }

  @Test
  void aFrameThatIsNotARequestGetsAnErrorAndTheConnectionGoesOn() throws Exception {
    try (var raw = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      Frames.write(raw, ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));

      assertThat(new String(Frames.read(raw).orElseThrow(), StandardCharsets.UTF_8))
          .startsWith("{\"error\":\"Parse Request Error: ")
          .endsWith("\"sys\":[0]}");

      Frames.write(
          raw,
          ByteBuffer.wrap(
              "{\"method\":\"nothing\",\"params\":{}}".getBytes(StandardCharsets.UTF_8)));
      assertThat(new String(Frames.read(raw).orElseThrow(), StandardCharsets.UTF_8))
          .isEqualTo("{\"result\":null,\"sys\":[0]}");
    }
  }

  @Test
  void aFrameBeyondTheLimitEndsTheConnectionBeforeItIsRead() throws Exception {
    try (var raw = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      raw.write(ByteBuffer.allocate(4).putInt(Frames.BODY_BYTES_MAX + 1).flip());

      assertThat(Frames.read(raw)).isEmpty();
    }
    try (var raw = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      raw.write(ByteBuffer.allocate(4).putInt(-1).flip());

      assertThat(Frames.read(raw)).isEmpty();
    }
  }
}
