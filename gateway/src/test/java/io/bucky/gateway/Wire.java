package io.bucky.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A plain HTTP/1 connection that sends exactly what it is told.
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 15_000;

  private final Socket socket;
  private final InputStream in;

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  static Wire open(int port) throws IOException {
    return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  record Response(int status, List<String> fields, String body) {
    Optional<String> field(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return fields.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst();
    }
  }

  Wire send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  Response get(String path, String host, String... fields) throws IOException {
    var lines = new StringBuilder();
    for (String field : fields) {
      lines.append(field).append("\r\n");
    }
    return send("GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(path, host, lines)).read();
  }

  Response post(String path, String host, String body, String... fields) throws IOException {
    var lines = new StringBuilder();
    for (String field : fields) {
      lines.append(field).append("\r\n");
    }
    return send("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n%s\r\n%s"
            .formatted(path, host, body.length(), lines, body))
        .read();
  }

  Response read() throws IOException {
    return read(true);
  }

  /// @param body false: none follows whatever the head says
  Response read(boolean body) throws IOException {
    String statusLine = line();
    int status = Integer.parseInt(statusLine.substring(9, 12));
    var fields = new ArrayList<String>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      fields.add(line);
    }
    var head = new Response(status, fields, "");
    if (!body || status < 200 || status == 204 || status == 304) {
      return head;
    }
    return new Response(status, fields, body(head));
  }

  private String body(Response head) throws IOException {
    var out = new ByteArrayOutputStream();
    if (head.field("Transfer-Encoding").isPresent()) {
      for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
        out.write(bytes(size));
        line();
      }
      for (String line = line(); !line.isEmpty(); line = line()) {
        out.write(("\n" + line).getBytes(StandardCharsets.ISO_8859_1));
      }
    } else if (head.field("Content-Length").isPresent()) {
      out.write(bytes(Integer.parseInt(head.field("Content-Length").get())));
    } else {
      out.write(in.readAllBytes());
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  byte[] bytes(int count) throws IOException {
    byte[] all = in.readNBytes(count);
    if (all.length < count) {
      throw new EOFException("ended after " + all.length + " of " + count + " bytes");
    }
    return all;
  }

  String line() throws IOException {
    var out = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("ended in a line: " + out.toString(StandardCharsets.ISO_8859_1));
      }
      if (b != '\r') {
        out.write(b);
      }
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  boolean hasInput() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// True when the other side closed the connection.
  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
