package io.bucky.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/// Many watches of system config, read by one thread, so that counting them costs little beside
/// what is measured.
final class Watchers {
  private static final byte[] MARKER = "\"key\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OPEN = "keepalive".getBytes(StandardCharsets.US_ASCII);

  private final Selector selector;
  private final AtomicLong events;
  private final ByteBuffer buffer = ByteBuffer.allocate(256 << 10);

  private Watchers(Selector selector, AtomicLong events) {
    this.selector = selector;
    this.events = events;
  }

  /// Opens `count` watches of what [ConfigLoad] writes; each has told that it is open.
  ///
  /// @param events counts what all of them are told
  static Watchers open(int port, String token, int count, AtomicLong events) throws IOException {
    var watchers = new Watchers(Selector.open(), events);
    for (int i = 0; i < count; i++) {
      var channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.write(
          ByteBuffer.wrap(
              ("GET /kapi/system_config/watch?prefix=services/bench HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                      + "Authorization: Bearer "
                      + token
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII)));
      var match = new Match(OPEN);
      while (watchers.read(channel, match) == 0) {
        // the head, then the first line
      }
      channel.configureBlocking(false);
      channel.register(watchers.selector, SelectionKey.OP_READ, new Match(MARKER));
    }
    return watchers;
  }

  /// Counts until a connection ends.
  void run() throws IOException {
    while (true) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        events.addAndGet(read((SocketChannel) key.channel(), (Match) key.attachment()));
      }
      selector.selectedKeys().clear();
    }
  }

  private long read(SocketChannel channel, Match match) throws IOException {
    buffer.clear();
    if (channel.read(buffer) < 0) {
      throw new IOException("a watch ended");
    }
    return match.count(buffer.array(), buffer.position());
  }

  /// How far the end of the last read matched.
  private static final class Match {
    private final byte[] wanted;
    private int matched;

    Match(byte[] wanted) {
      this.wanted = wanted;
    }

    long count(byte[] bytes, int length) {
      long found = 0;
      for (int i = 0; i < length; i++) {
        byte b = bytes[i];
        if (b == wanted[matched]) {
          matched++;
          if (matched == wanted.length) {
            found++;
            matched = 0;
          }
        } else {
          matched = b == wanted[0] ? 1 : 0;
        }
      }
      return found;
    }
  }
}
