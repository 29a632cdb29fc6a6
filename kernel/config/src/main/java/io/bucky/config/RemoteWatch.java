package io.bucky.config;

import io.bucky.base.Deadline;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.krpc.TokenSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A watch over an HTTP stream. A broken stream is one `Unavailable`; the next `next` connects
/// again and goes on where it broke.
final class RemoteWatch implements ConfigWatch {
  /// Three keepalives.
  private static final Duration SILENCE_MAX = Duration.ofSeconds(45);

  /// Steps that wait for the reader; beyond it the service is slowed down.
  private static final int QUEUE_MAX = 64;

  private final HttpClient http;
  private final URI base;
  private final TokenSource tokens;
  private final Time time;
  private final String prefix;
  private long position;
  private volatile @Nullable Connection connection;
  private volatile boolean closed;

  RemoteWatch(
      HttpClient http, URI base, TokenSource tokens, Time time, String prefix, long revision) {
    this.http = http;
    this.base = base;
    this.tokens = tokens;
    this.time = time;
    this.prefix = prefix;
    this.position = revision;
  }

  @Override
  public WatchStep next(Duration atMost) throws InterruptedException {
    var deadline = Deadline.in(atMost, time);
    while (true) {
      if (closed) {
        return new WatchStep.Unavailable("the watch is closed");
      }
      Connection open = opened();
      long waitNanos = Math.min(deadline.left(time).toNanos(), open.silence.left(time).toNanos());
      WatchMessage message = open.messages.poll(waitNanos, TimeUnit.NANOSECONDS);
      if (message != null) {
        open.silence = Deadline.in(SILENCE_MAX, time);
      }
      switch (message) {
        case null -> {
          if (open.silence.hasPassed(time)) {
            return broken("no sign of life for " + SILENCE_MAX.toSeconds() + " s");
          }
          if (deadline.hasPassed(time)) {
            return new WatchStep.Changes(List.of(), position);
          }
        }
        case WatchMessage.Changes(var changes, var upTo) -> {
          position = upTo;
          return new WatchStep.Changes(changes, upTo);
        }
        case WatchMessage.Keepalive(var upTo) -> position = Math.max(position, upTo);
        case WatchMessage.Compacted(var oldest) -> {
          var _ = broken("");
          return new WatchStep.Compacted(oldest);
        }
        case WatchMessage.Ended(var reason) -> {
          return broken(reason);
        }
      }
    }
  }

  private WatchStep broken(String why) {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
    return new WatchStep.Unavailable(why);
  }

  private Connection opened() {
    Connection open = connection;
    if (open == null) {
      open = new Connection(position);
      connection = open;
      open.pump.start();
    }
    return open;
  }

  @Override
  public void close() {
    closed = true;
    Connection open = connection;
    if (open != null) {
      open.close();
    }
  }

  /// One stream with the thread that reads it.
  private final class Connection {
    final BlockingQueue<WatchMessage> messages = new ArrayBlockingQueue<>(QUEUE_MAX);
    final Thread pump;
    Deadline silence = Deadline.in(SILENCE_MAX, time);

    Connection(long from) {
      this.pump = Thread.ofVirtual().name("config-watch").unstarted(() -> run(from));
    }

    void close() {
      pump.interrupt();
      messages.clear();
      var _ = messages.offer(new WatchMessage.Ended("closed")); // wakes a waiting reader
    }

    private void run(long from) {
      try {
        messages.put(new WatchMessage.Ended(read(from)));
      } catch (InterruptedException _) {
        // closed: nobody reads on
      }
    }

    /// @return why it ended
    private String read(long from) throws InterruptedException {
      HttpRequest.Builder request = HttpRequest.newBuilder(address(from)).GET();
      tokens.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
      try {
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body();
            var lines =
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8), 1 << 16)) {
          if (response.statusCode() != 200) {
            String why = lines.readLine();
            return "HTTP " + response.statusCode() + (why == null ? "" : ": " + why);
          }
          return pass(lines);
        }
      } catch (IOException e) {
        return "the stream broke: " + e.getMessage();
      }
    }

    private String pass(BufferedReader lines) throws IOException, InterruptedException {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        switch (WatchMessage.read(line)) {
          case Parsed.Ok<WatchMessage>(var message) -> messages.put(message);
          case Parsed.Malformed<WatchMessage>(var why) -> {
            return why;
          }
        }
      }
      return "the service closed the stream";
    }

    private URI address(long from) {
      String text = base.toString();
      return URI.create(
          (text.endsWith("/") ? text : text + "/")
              + "kapi/system_config/watch?prefix="
              + URLEncoder.encode(prefix, StandardCharsets.UTF_8)
              + "&from="
              + from);
    }
  }
}
