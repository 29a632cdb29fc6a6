package io.bucky.containers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Time;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Engines that are absent, silent, old or broken.
class DockerEngineTest {
  @TempDir Path folder;

  /// Answers connections in order: each request gets the next text and the end of its connection.
  private static final class Scripted implements AutoCloseable {
    private final ServerSocketChannel server;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    Scripted(Path socket, String... answers) throws IOException {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofVirtual().start(() -> answer(answers));
    }

    private void answer(String... answers) {
      try {
        for (String answer : answers) {
          try (SocketChannel client = server.accept()) {
            var buffer = ByteBuffer.allocate(8_192);
            client.read(buffer);
            requests.add(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
            client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
          }
        }
      } catch (IOException e) {
        requests.add("ended: " + e);
      }
    }

    @Override
    public void close() throws IOException {
      server.close(); // ends the thread's wait for a connection
    }
  }

  private static String answer(int status, String body) {
    return "HTTP/1.1 %d x\r\nContent-Length: %d\r\n\r\n%s".formatted(status, body.length(), body);
  }

  @Test
  void whereThereIsNoSocketTheAnswerSaysSo() throws Exception {
    var engine = new DockerEngine(folder.resolve("none.sock"), Time.system());

    assertThat(engine.version())
        .isInstanceOfSatisfying(
            EngineAnswer.Away.class,
            away -> assertThat(away.why()).startsWith("no container engine"));
    Files.writeString(folder.resolve("file.sock"), "not a socket");
    assertThat(new DockerEngine(folder.resolve("file.sock"), Time.system()).version())
        .isInstanceOf(EngineAnswer.Away.class);
  }

  @Test
  void theInterfaceVersionIsAgreedOnOnce() throws Exception {
    Path socket = folder.resolve("a.sock");
    try (var server =
        new Scripted(
            socket,
            answer(200, "{\"Version\":\"20\",\"ApiVersion\":\"1.41\"}"),
            answer(200, "[{\"Id\":\"x\"}]"),
            answer(404, "{\"message\":\"No such container: y\"}"),
            answer(409, "{\"message\":\"taken\"}"),
            answer(500, "oops"))) {
      var engine = new DockerEngine(socket, Time.system());

      assertThat(engine.containers().list(java.util.Map.of("a", "b")).toOptional())
          .contains(List.of("x"));
      assertThat(engine.containers().inspect("y"))
          .isEqualTo(new EngineAnswer.Missing<>("No such container: y"));
      assertThat(engine.containers().start("z")).isEqualTo(new EngineAnswer.Conflict<>("taken"));
      assertThat(engine.containers().start("z")).isEqualTo(new EngineAnswer.Refused<>(500, "oops"));
      assertThat(server.requests.get(1)).startsWith("GET /v1.41/containers/json?all=1&filters=%7B");
    }
  }

  @Test
  void anEngineThatIsTooOldIsRefused() throws Exception {
    Path socket = folder.resolve("b.sock");
    try (var _ = new Scripted(socket, answer(200, "{\"ApiVersion\":\"1.30\"}"))) {
      assertThat(new DockerEngine(socket, Time.system()).containers().list(java.util.Map.of()))
          .isInstanceOfSatisfying(
              EngineAnswer.Refused.class, refused -> assertThat(refused.why()).contains("too old"));
    }
  }

  @Test
  void aSilentEngineIsNotWaitedForLongerThanTheDeadline() throws Exception {
    Path socket = folder.resolve("c.sock");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      var link = new EngineLink(socket, Time.system());
      long start = Time.system().nanos();

      var answer = link.call(EngineLink.Request.get("/version", Duration.ofMillis(200)));

      assertThat(answer).isInstanceOf(EngineAnswer.Away.class);
      assertThat(answer.problem()).contains("no answer within");
      assertThat(Duration.ofNanos(Time.system().nanos() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void anInterruptEndsAWait() throws Exception {
    Path socket = folder.resolve("d.sock");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      var link = new EngineLink(socket, Time.system());
      var interrupted = new AtomicBoolean();
      var waiting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  link.call(EngineLink.Request.get("/x", Duration.ofMinutes(1)));
                } catch (InterruptedException e) {
                  interrupted.set(true);
                }
              });
      try (SocketChannel _ = server.accept()) {
        waiting.interrupt();
        waiting.join();
      }
      assertThat(interrupted).isTrue();
    }
  }
}
