package io.bucky.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Many kept HTTP/1.1 connections, each of which waits for its answer before it sends again, on one
/// thread: what is measured is the server, not the switching between a hundred clients.
final class ClosedLoop implements AutoCloseable {
  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Selector selector;
  private final List<Client> clients = new ArrayList<>();
  private final long[] latencies;
  private int answered;

  private ClosedLoop(Selector selector, int requests) {
    this.selector = selector;
    this.latencies = new long[requests];
  }

  /// The next request of one client, whole; it may be the same array each time.
  interface Requests {
    byte[] next();
  }

  /// A kRPC request.
  static byte[] post(String path, String body) {
    return ("POST "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// @param each makes the requests of one client
  /// @param requests that every client sends
  static ClosedLoop open(int port, List<Requests> each, int requests) throws IOException {
    var loop = new ClosedLoop(Selector.open(), each.size() * requests);
    for (Requests source : each) {
      var channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      var client = new Client(channel, source, requests);
      channel.register(loop.selector, SelectionKey.OP_READ, client);
      loop.clients.add(client);
    }
    return loop;
  }

  /// Runs all clients to their end.
  ///
  /// @return nanoseconds of each request
  long[] run() throws IOException {
    for (Client client : clients) {
      client.send();
    }
    while (answered < latencies.length) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        var client = (Client) key.attachment();
        if (client.read()) {
          latencies[answered] = System.nanoTime() - client.sentAt;
          answered++;
          if (client.left > 0) {
            client.send();
          }
        }
      }
      selector.selectedKeys().clear();
    }
    return latencies;
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }

  /// One connection.
  private static final class Client {
    private final SocketChannel channel;
    private final Requests requests;
    private final ByteBuffer in = ByteBuffer.allocateDirect(4 << 10);
    private final ByteBuffer out = ByteBuffer.allocateDirect(64 << 10);
    private int left;
    private long sentAt;

    Client(SocketChannel channel, Requests requests, int left) {
      this.channel = channel;
      this.requests = requests;
      this.left = left;
    }

    void send() throws IOException {
      left--;
      out.clear().put(requests.next()).flip();
      sentAt = System.nanoTime();
      while (out.hasRemaining()) {
        channel.write(out);
      }
      in.clear();
    }

    /// @return whether the answer is whole
    boolean read() throws IOException {
      if (channel.read(in) < 0) {
        throw new IOException("the server closed a connection");
      }
      int body = bodyStart();
      if (body < 0 || in.position() < body + contentLength(body)) {
        return false;
      }
      check(body);
      return true;
    }

    private int bodyStart() {
      for (int i = 0; i + 4 <= in.position(); i++) {
        if (in.get(i) == HEAD_END[0]
            && in.get(i + 1) == HEAD_END[1]
            && in.get(i + 2) == HEAD_END[2]
            && in.get(i + 3) == HEAD_END[3]) {
          return i + 4;
        }
      }
      return -1;
    }

    private int contentLength(int body) throws IOException {
      for (int i = 0; i < body - 2; i++) {
        if (in.get(i) == '\n' && (in.get(i + 1) | 32) == 'c' && (in.get(i + 9) | 32) == 'l') {
          int length = 0;
          for (int at = i + 16; in.get(at) != '\r'; at++) {
            if (in.get(at) != ' ') {
              length = length * 10 + in.get(at) - '0';
            }
          }
          return length;
        }
      }
      throw new IOException("the answer has no Content-Length: " + text());
    }

    /// `HTTP/1.1 200`, and no `{"error"` in the body.
    private void check(int body) throws IOException {
      if (in.get(9) != '2' || in.get(body + 2) == 'e') {
        throw new IOException("refused: " + text());
      }
    }

    private String text() {
      return StandardCharsets.UTF_8.decode(in.duplicate().flip()).toString();
    }
  }
}
