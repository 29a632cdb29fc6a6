package io.bucky.gateway.http;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// Heads of HTTP/2 as those of HTTP/1 and back (RFC 9113, section 8): one set of rules judges both.
public final class Http2Heads {
  private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HOST = "host: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] COOKIE = "cookie: ".getBytes(StandardCharsets.US_ASCII);
  private static final AsciiString COOKIE_NAME = AsciiString.cached("cookie");
  private static final AsciiString HOST_NAME = AsciiString.cached("host");

  private Http2Heads() {}

  /// Reads a request.
  ///
  /// @param ended no body follows
  public static ParseResult request(Http2Headers from, Head head, boolean ended) {
    CharSequence method = from.method();
    CharSequence path = from.path();
    CharSequence authority = from.authority();
    if (method == null || path == null || from.get(":protocol") != null) {
      return ParseResult.MALFORMED;
    }
    head.loaded = 0;
    if (!append(head, method)) {
      return ParseResult.MALFORMED;
    }
    appendByte(head, ' ');
    if (!append(head, path)) {
      return ParseResult.MALFORMED;
    }
    append(head, VERSION);
    CharSequence host = authority == null ? from.get(HOST_NAME) : authority;
    if (host != null) {
      append(head, HOST);
      if (!append(head, host)) {
        return ParseResult.WRONG_HOST;
      }
      lineEnd(head);
    }
    ParseResult fields = fields(from, head, host);
    return fields == ParseResult.COMPLETE ? judged(head, ended) : fields;
  }

  private static ParseResult fields(
      Http2Headers from, Head head, @org.jspecify.annotations.Nullable CharSequence host) {
    boolean cookies = false;
    for (Map.Entry<CharSequence, CharSequence> field : from) {
      CharSequence name = field.getKey();
      if (name.isEmpty() || name.charAt(0) == ':') {
        continue;
      }
      if (COOKIE_NAME.contentEquals(name)) {
        cookies = true; // browsers split them to compress better
        continue;
      }
      if (HOST_NAME.contentEquals(name)) {
        if (host == null || !AsciiString.contentEqualsIgnoreCase(host, field.getValue())) {
          return ParseResult.WRONG_HOST;
        }
        continue;
      }
      if (!append(head, name)) {
        return ParseResult.MALFORMED;
      }
      appendByte(head, ':');
      if (!append(head, field.getValue())) {
        return ParseResult.MALFORMED;
      }
      lineEnd(head);
      if (head.loaded > Head.BYTES_MAX) {
        return ParseResult.HEAD_TOO_LARGE;
      }
    }
    return !cookies || cookies(from, head) ? ParseResult.COMPLETE : ParseResult.MALFORMED;
  }

  private static boolean cookies(Http2Headers from, Head head) {
    append(head, COOKIE);
    boolean first = true;
    for (CharSequence value : from.getAll(COOKIE_NAME)) {
      if (!first) {
        appendByte(head, ';');
        appendByte(head, ' ');
      }
      first = false;
      if (!append(head, value)) {
        return false;
      }
    }
    lineEnd(head);
    return true;
  }

  private static ParseResult judged(Head head, boolean ended) {
    lineEnd(head);
    if (head.loaded > Head.BYTES_MAX) {
      return ParseResult.HEAD_TOO_LARGE;
    }
    ParseResult result = HeadParser.parse(head, true);
    if (result != ParseResult.COMPLETE) {
      return result == ParseResult.MORE ? ParseResult.MALFORMED : result;
    }
    for (int i = 0; i < head.count; i++) {
      switch (head.kinds[i]) {
        case CONNECTION, KEEP_ALIVE, TRANSFER_ENCODING, UPGRADE -> {
          return ParseResult.MALFORMED; // RFC 9113, section 8.2.2
        }
        case OTHER,
            HOST,
            CONTENT_LENGTH,
            HOP,
            EXPECT,
            COOKIE,
            SET_COOKIE,
            FORGEABLE,
            RANGE,
            IF_RANGE,
            IF_NONE_MATCH,
            IF_MODIFIED_SINCE,
            ACCEPT,
            ACCEPT_ENCODING,
            AUTHORIZATION,
            CONTENT_ENCODING,
            SEC_FETCH_MODE -> {
          // goes through the same rules as in HTTP/1
        }
      }
    }
    head.chunked = !ended && head.contentLength < 0;
    return ParseResult.COMPLETE;
  }

  /// The fields of an upstream's answer that go on, in HTTP/2's form.
  public static Http2Headers response(Head head) {
    var headers = new DefaultHttp2Headers(false, 16);
    headers.status(Integer.toString(head.status));
    for (int i = 0; i < head.count; i++) {
      if (HeadWriter.stays(head, i, false, true)) {
        headers.add(lower(head, i), value(head, i));
      }
    }
    return headers;
  }

  /// Field lines of a trailer in HTTP/2's form.
  public static Http2Headers trailers(byte[] lines) {
    var headers = new DefaultHttp2Headers(false, 8);
    for (String line : new String(lines, StandardCharsets.ISO_8859_1).split("\r\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.add(
            AsciiString.of(line.substring(0, colon)).toLowerCase(),
            line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  /// Field lines from the trailer of an HTTP/2 request, without those that a trailer may not have.
  public static byte[] trailerLines(Http2Headers from) {
    var head = new Head();
    head.loaded = 0;
    for (Map.Entry<CharSequence, CharSequence> field : from) {
      if (field.getKey().isEmpty()
          || field.getKey().charAt(0) == ':'
          || !append(head, field.getKey())) {
        return ChunkedDecoder.NO_TRAILERS;
      }
      appendByte(head, ':');
      if (!append(head, field.getValue())) {
        return ChunkedDecoder.NO_TRAILERS;
      }
      lineEnd(head);
    }
    lineEnd(head);
    return head.loaded <= Head.BYTES_MAX && Trailers.read(head) == ParseResult.COMPLETE
        ? Trailers.allowed(head)
        : ChunkedDecoder.NO_TRAILERS;
  }

  private static AsciiString lower(Head head, int field) {
    int start = head.nameStart[field];
    byte[] name = Arrays.copyOfRange(head.bytes, start, head.nameEnd[field]);
    for (int i = 0; i < name.length; i++) {
      if (name[i] >= 'A' && name[i] <= 'Z') {
        name[i] |= 0x20;
      }
    }
    return new AsciiString(name, false);
  }

  private static AsciiString value(Head head, int field) {
    return new AsciiString(
        head.bytes, head.valueStart[field], head.valueEnd[field] - head.valueStart[field], true);
  }

  /// False when the text holds what would break a line.
  private static boolean append(Head head, CharSequence text) {
    int length = text.length();
    if (length > Head.BYTES_MAX) {
      return false;
    }
    head.room(head.loaded + length + 8);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        return false;
      }
      head.bytes[head.loaded++] = (byte) c;
    }
    return true;
  }

  private static void append(Head head, byte[] text) {
    head.room(head.loaded + text.length + 8);
    System.arraycopy(text, 0, head.bytes, head.loaded, text.length);
    head.loaded += text.length;
  }

  private static void appendByte(Head head, char c) {
    head.room(head.loaded + 8);
    head.bytes[head.loaded++] = (byte) c;
  }

  private static void lineEnd(Head head) {
    appendByte(head, '\r');
    appendByte(head, '\n');
  }
}
