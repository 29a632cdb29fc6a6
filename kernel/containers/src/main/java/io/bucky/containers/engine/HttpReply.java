package io.bucky.containers.engine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The answer to one HTTP/1.1 request (RFC 9112), read from a connection that serves only this one.
///
/// A body ends by its length, by its last chunk, or with the connection. Whatever the bytes are,
/// the only thing thrown is an [IOException].
///
/// @param status 100 to 599
/// @param headers by lower-case name; of several, the last
/// @param body to be read to its end or abandoned with the connection
record HttpReply(int status, Map<String, String> headers, InputStream body) {
  static final int HEAD_BYTES_MAX = 64 << 10;

  static HttpReply read(InputStream in) throws IOException {
    while (true) {
      var head = new Head(in);
      int status = status(head.line());
      var headers = new TreeMap<String, String>();
      for (String line = head.line(); !line.isEmpty(); line = head.line()) {
        int colon = line.indexOf(':');
        if (colon <= 0) {
          throw new Malformed("a header without a name");
        }
        headers.put(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
      if (status >= 200) {
        return new HttpReply(status, headers, body(status, headers, in));
      }
    }
  }

  /// All of the body.
  ///
  /// @throws Malformed if it is longer than `most`
  byte[] bytes(int most) throws IOException {
    byte[] bytes = body.readNBytes(most + 1);
    if (bytes.length > most) {
      throw new Malformed("an answer of more than " + most + " bytes");
    }
    return bytes;
  }

  private static InputStream body(int status, Map<String, String> headers, InputStream in)
      throws IOException {
    if (status == 204 || status == 304) {
      return InputStream.nullInputStream();
    }
    if (headers
        .getOrDefault("transfer-encoding", "")
        .toLowerCase(Locale.ROOT)
        .endsWith("chunked")) {
      return new Chunked(in);
    }
    String length = headers.get("content-length");
    if (length == null) {
      return in;
    }
    return new Counted(in, number(length, 10));
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
      throw new Malformed("not an HTTP answer");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static long number(String text, int radix) throws IOException {
    try {
      long number = Long.parseLong(text.strip(), radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new Malformed("a length that is not a number");
  }

  /// The other side does not speak HTTP as it should.
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1;

    Malformed(String what) {
      super(what);
    }
  }

  /// Lines before a body.
  private static final class Head {
    private final InputStream in;
    private int left = HEAD_BYTES_MAX;

    Head(InputStream in) {
      this.in = in;
    }

    String line() throws IOException {
      var line = new java.io.ByteArrayOutputStream();
      while (true) {
        int b = in.read();
        if (b < 0) {
          throw new Malformed("the answer ended early");
        }
        if (--left < 0) {
          throw new Malformed("headers of more than " + HEAD_BYTES_MAX + " bytes");
        }
        if (b == '\n') {
          String text = line.toString(StandardCharsets.ISO_8859_1);
          return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }
        line.write(b);
      }
    }
  }

  /// As many bytes as the length says.
  private static final class Counted extends FilterInputStream {
    private long left;

    Counted(InputStream in, long left) {
      super(in);
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left == 0 || length == 0) {
        return left == 0 ? -1 : 0;
      }
      int count = in.read(bytes, from, (int) Math.min(left, length));
      if (count < 0) {
        throw new Malformed("the answer ended " + left + " bytes early");
      }
      left -= count;
      return count;
    }
  }

  /// Chunks (RFC 9112, section 7.1) until the empty one.
  private static final class Chunked extends FilterInputStream {
    private long left;
    private boolean first = true;
    private boolean ended;

    Chunked(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (left == 0 && !ended) {
        next();
      }
      if (ended) {
        return -1;
      }
      int count = in.read(bytes, from, (int) Math.min(left, length));
      if (count < 0) {
        throw new Malformed("the answer ended within a chunk");
      }
      left -= count;
      return count;
    }

    private void next() throws IOException {
      if (!first && !new Head(in).line().isEmpty()) {
        throw new Malformed("a chunk longer than it says");
      }
      first = false;
      String line = new Head(in).line();
      int extension = line.indexOf(';');
      left = number(extension < 0 ? line : line.substring(0, extension), 16);
      if (left == 0) {
        ended = true;
        var trailer = new Head(in);
        while (!trailer.line().isEmpty()) {
          // trailers say nothing that we need
        }
      }
    }
  }
}
