package io.bucky.containers.engine;

import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Sends one request per connection to the engine and sorts its answers.
final class EngineLink {
  static final int ANSWER_BYTES_MAX = 32 << 20;
  static final int LINE_BYTES_MAX = 1 << 20;

  private final Path socket;
  private final Time time;

  EngineLink(Path socket, Time time) {
    this.socket = socket;
    this.time = time;
  }

  Path socket() {
    return socket;
  }

  /// One request.
  ///
  /// @param path with its query, as it goes on the wire
  /// @param body empty for none
  /// @param idle how long the engine may be silent
  /// @param whole how long all of it may take
  record Request(String method, String path, String body, Duration idle, Duration whole) {
    Request {
      if (path.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) { // it would be another request
        throw new IllegalArgumentException("not a path: " + path.replaceAll("\\p{Cntrl}", "?"));
      }
    }

    static Request get(String path, Duration whole) {
      return new Request("GET", path, "", whole, whole);
    }

    static Request post(String path, Duration whole) {
      return new Request("POST", path, "", whole, whole);
    }

    static Request post(String path, JsonNode body, Duration whole) {
      return new Request("POST", path, Json.write(body), whole, whole);
    }

    static Request delete(String path, Duration whole) {
      return new Request("DELETE", path, "", whole, whole);
    }

    Request idle(Duration silence) {
      return new Request(method, path, body, silence, whole);
    }
  }

  /// Takes a body as it arrives.
  @FunctionalInterface
  interface Sink {
    void take(InputStream body) throws IOException, InterruptedException;
  }

  /// The answer's JSON; null where it has none.
  EngineAnswer<JsonNode> call(Request request) throws InterruptedException {
    var text = new ByteArrayOutputStream();
    EngineAnswer<Integer> answer =
        stream(
            request,
            body -> {
              byte[] bytes = body.readNBytes(ANSWER_BYTES_MAX + 1);
              if (bytes.length > ANSWER_BYTES_MAX) {
                throw new HttpReply.Malformed("an answer of more than " + ANSWER_BYTES_MAX);
              }
              text.writeBytes(bytes);
            });
    return answer.flatMap(_ ->
        text.size() == 0
            ? new EngineAnswer.Ok<>(Json.object())
            : switch (Json.parse(text.toByteArray())) {
              case Parsed.Ok<JsonNode>(var json) -> new EngineAnswer.Ok<>(json);
              case Parsed.Malformed<JsonNode> _ -> new EngineAnswer.Ok<>(Json.object());
            });
  }

  /// Hands a good answer's body to `sink`; the answer is its status.
  EngineAnswer<Integer> stream(Request request, Sink sink) throws InterruptedException {
    return stream(request, InputStream.nullInputStream(), 0, sink);
  }

  /// @param upload a body that does not fit into memory
  /// @param length of it; 0: the request's own body
  EngineAnswer<Integer> stream(Request request, InputStream upload, long length, Sink sink)
      throws InterruptedException {
    try (var connection = UnixConnection.open(socket, time, request.idle(), request.whole())) {
      send(connection, request, upload, length);
      HttpReply reply = HttpReply.read(connection.in());
      if (reply.status() < 300 || reply.status() == 304) {
        sink.take(reply.body());
        return new EngineAnswer.Ok<>(reply.status());
      }
      return refused(reply);
    } catch (InterruptedIOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for the container engine");
      }
      return new EngineAnswer.Away<>("the container engine does not answer: " + e.getMessage());
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while talking to the container engine");
      }
      return new EngineAnswer.Away<>(why(e));
    }
  }

  private String why(IOException e) {
    if (e instanceof NoSuchFileException || !Files.exists(socket)) {
      return "no container engine: there is no socket " + socket;
    }
    String text = String.valueOf(e.getMessage());
    if (e instanceof SocketException && text.toLowerCase(Locale.ROOT).contains("permission")) {
      return "this user may not use the container engine's socket " + socket;
    }
    return "the container engine at " + socket + " does not answer: " + text;
  }

  private static void send(
      UnixConnection connection, Request request, InputStream upload, long length)
      throws IOException {
    byte[] text = request.body().getBytes(StandardCharsets.UTF_8);
    long size = length > 0 ? length : text.length;
    String type = length > 0 ? "application/x-tar" : "application/json";
    String head =
        "%s %s HTTP/1.1\r\nHost: engine\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(request.method(), request.path(), type, size);
    byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
    connection.write(bytes, 0, bytes.length);
    connection.write(text, 0, text.length);
    byte[] piece = new byte[64 << 10];
    for (int count = upload.read(piece); count > 0; count = upload.read(piece)) {
      connection.write(piece, 0, count);
    }
  }

  private static EngineAnswer<Integer> refused(HttpReply reply) throws IOException {
    byte[] bytes = reply.bytes(LINE_BYTES_MAX);
    String text =
        switch (Json.parse(bytes)) {
          case Parsed.Ok<JsonNode>(var json) -> json.path("message").asString("");
          case Parsed.Malformed<JsonNode> _ -> new String(bytes, StandardCharsets.UTF_8);
        };
    String why = text.isBlank() ? "status " + reply.status() : text.strip();
    return switch (reply.status()) {
      case 404 -> new EngineAnswer.Missing<>(why);
      case 409 -> new EngineAnswer.Conflict<>(why);
      default -> new EngineAnswer.Refused<>(reply.status(), why);
    };
  }
}
