package io.bucky.systemconfig;

import io.bucky.base.Time;
import io.bucky.config.Change;
import io.bucky.config.ConfigWatch;
import io.bucky.config.WatchMessage;
import io.bucky.config.WatchStep;
import io.bucky.identity.SessionToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Turns the steps of one watch into messages, until the token's time is over, the history is cut
/// off, or the peer is gone. Belongs to the thread that runs it.
final class WatchStream {
  static final Duration KEEPALIVE = Duration.ofSeconds(15);

  /// A change after a pause is sent at once; those that follow are sent together, this long apart,
  /// so that a busy tree costs each watcher a hundred wake-ups a second and not thousands.
  static final Duration COALESCE = Duration.ofMillis(10);

  /// Lines are sent together up to about this much: what a slow watcher has not yet taken is in
  /// memory for each watcher.
  private static final int SEND_BYTES = 32 << 10;

  private final ConfigWatch watch;
  private final WatchViews.View view;
  private final SessionToken who;
  private final Time time;

  WatchStream(ConfigWatch watch, WatchViews.View view, SessionToken who, Time time) {
    this.watch = watch;
    this.view = view;
    this.who = who;
    this.time = time;
  }

  /// Takes finished messages.
  interface Sink {
    /// @param lines one or more whole lines in UTF-8
    void send(byte[] lines) throws IOException, InterruptedException;
  }

  /// @param from what the watcher has; the first message tells it that the stream is open
  void run(long from, Sink sink) throws IOException, InterruptedException {
    send(sink, new WatchMessage.Keepalive(from));
    long quietSince = time.nanos();
    while (true) {
      Duration token = Duration.between(time.now(), who.expiresAt());
      if (!token.isPositive()) {
        send(sink, new WatchMessage.Ended("expired"));
        return;
      }
      Duration left = KEEPALIVE.minusNanos(time.nanos() - quietSince);
      Duration wait = left.isNegative() ? Duration.ZERO : left;
      switch (watch.next(wait.compareTo(token) < 0 ? wait : token)) {
        case WatchStep.Changes(var changes, var upTo) -> {
          if (send(sink, changes)) {
            quietSince = time.nanos();
            time.sleep(COALESCE);
          } else if (time.nanos() - quietSince >= KEEPALIVE.toNanos()) {
            send(sink, new WatchMessage.Keepalive(upTo));
            quietSince = time.nanos();
          }
        }
        case WatchStep.Compacted(var oldest) -> {
          send(sink, new WatchMessage.Compacted(oldest));
          return;
        }
        case WatchStep.Unavailable _ -> {
          send(sink, new WatchMessage.Ended("closing"));
          return;
        }
      }
    }
  }

  /// @return false if the watcher may see none of it
  private boolean send(Sink sink, List<Change> changes) throws IOException, InterruptedException {
    boolean sent = false;
    var gathered = new ByteArrayOutputStream(1_024);
    int start = 0;
    for (int i = 1; i <= changes.size(); i++) {
      if (i == changes.size() || changes.get(i).revision() != changes.get(start).revision()) {
        gathered.writeBytes(view.line(changes.subList(start, i)));
        start = i;
        boolean last = i == changes.size();
        if (gathered.size() >= SEND_BYTES || (last && gathered.size() > 0)) {
          sink.send(gathered.toByteArray());
          gathered.reset();
          sent = true;
        }
      }
    }
    return sent;
  }

  private static void send(Sink sink, WatchMessage message)
      throws IOException, InterruptedException {
    sink.send((message.line() + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
