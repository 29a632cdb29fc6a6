package io.bucky.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// An upstream that does with each connection exactly what a test says.
final class RawUpstream implements AutoCloseable {
  interface Talk {
    /// @param number of the connection, from 0
    void with(int number, InputStream in, OutputStream out) throws IOException;
  }

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  RawUpstream(Talk talk) throws IOException {
    this.server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> accept(talk));
  }

  private void accept(Talk talk) {
    for (int number = 0; !server.isClosed(); number++) {
      int current = number;
      try {
        Socket socket = server.accept();
        open.add(socket);
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> talk(talk, current, socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void talk(Talk talk, int number, Socket socket) {
    try (socket) {
      talk.with(number, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
    } catch (IOException e) {
      Thread.currentThread().interrupt(); // the peer left: this conversation is over
    }
  }

  int port() {
    return server.getLocalPort();
  }

  int accepted() {
    return accepted.get();
  }

  int openConnections() {
    open.removeIf(Socket::isClosed);
    return open.size();
  }

  /// Breaks off what is open.
  void reset() throws IOException {
    for (Socket socket : open) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  /// Reads up to the empty line.
  static String head(InputStream in) throws IOException {
    var text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      text.append((char) b);
    }
    return text.toString();
  }

  static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
