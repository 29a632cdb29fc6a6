package io.bucky.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// One kept HTTP/1.1 connection that posts prepared bodies and reads whole answers. One thread.
final class RawHttp implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] headStart;

  RawHttp(int port, String path) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 3_000);
    socket.setSoTimeout(30_000);
    in = new BufferedInputStream(socket.getInputStream(), 16_384);
    out = socket.getOutputStream();
    headStart =
        ("POST "
                + path
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ")
            .getBytes(StandardCharsets.US_ASCII);
  }

  /// Posts `body` and returns the answer's body.
  byte[] post(byte[] body) throws IOException {
    byte[] length = (body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] message = new byte[headStart.length + length.length + body.length];
    System.arraycopy(headStart, 0, message, 0, headStart.length);
    System.arraycopy(length, 0, message, headStart.length, length.length);
    System.arraycopy(body, 0, message, headStart.length + length.length, body.length);
    out.write(message);
    return readAnswer();
  }

  private byte[] readAnswer() throws IOException {
    String status = line();
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException("answered " + status);
    }
    int length = -1;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(java.util.Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).trim());
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
    }
    if (chunked || length < 0) {
      throw new IOException("the answer has no Content-Length");
    }
    return in.readNBytes(length);
  }

  /// Sends a GET and leaves its endless answer to [#line].
  void get(String path, String token) throws IOException {
    out.write(
        ("GET "
                + path
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + token
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  String line() throws IOException {
    var text = new StringBuilder(64);
    int c = in.read();
    while (c != '\n') {
      if (c < 0) {
        throw new IOException("the connection ended");
      }
      if (c != '\r') {
        text.append((char) c);
      }
      c = in.read();
    }
    return text.toString();
  }

  /// Reads a chunked body and hands over its bytes as they come.
  int readSome(byte[] buffer) throws IOException {
    return in.read(buffer);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
