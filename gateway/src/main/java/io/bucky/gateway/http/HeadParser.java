package io.bucky.gateway.http;

import static io.bucky.gateway.http.FieldKind.equalsIgnoringCase;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Reads heads of HTTP/1 messages, strictly (RFC 9112): lines end in CR LF, no folded lines, no
/// blank before a colon, one Content-Length, one Host, `chunked` as the only transfer coding.
///
/// Strict on both sides, because a request that two programs read differently is how requests are
/// smuggled. Pure.
public final class HeadParser {
  private static final byte[] CHUNKED = ascii("chunked");
  private static final byte[] CLOSE = ascii("close");
  private static final byte[] KEEP_ALIVE = ascii("keep-alive");
  private static final byte[] UPGRADE = ascii("upgrade");
  private static final byte[] WEBSOCKET = ascii("websocket");
  private static final byte[] CONTINUE = ascii("100-continue");
  private static final int METHOD_BYTES_MAX = 32;
  private static final int LENGTH_DIGITS_MAX = 18;

  private HeadParser() {}

  /// Reads a request head from the readable bytes of `in`, which does not move.
  public static ParseResult request(ByteBuf in, Head head) {
    return load(in, head, true);
  }

  /// Reads a response head from the readable bytes of `in`, which does not move.
  public static ParseResult response(ByteBuf in, Head head) {
    return load(in, head, false);
  }

  private static ParseResult load(ByteBuf in, Head head, boolean request) {
    int readable = Math.min(in.readableBytes(), Head.BYTES_MAX);
    int first = Math.min(readable, Head.FIRST_LOAD_BYTES);
    head.load(in, first);
    ParseResult result = parse(head, request);
    if (result == ParseResult.MORE && readable > first) {
      head.load(in, readable);
      result = parse(head, request);
    }
    return result == ParseResult.MORE && readable == Head.BYTES_MAX
        ? ParseResult.HEAD_TOO_LARGE
        : result;
  }

  static ParseResult parse(Head head, boolean request) {
    head.reset();
    int lineEnd = endOfLine(head, 0);
    if (lineEnd < 0) {
      return lineEnd == -1 ? tooLongAlready(head, request) : ParseResult.MALFORMED;
    }
    ParseResult line = request ? requestLine(head, lineEnd) : statusLine(head, lineEnd);
    if (line != ParseResult.COMPLETE) {
      return line;
    }
    ParseResult fields = fields(head, lineEnd + 2, request);
    return fields == ParseResult.COMPLETE && request ? checkedRequest(head) : fields;
  }

  /// Reads field lines without a line before them.
  static ParseResult fieldsOnly(Head head) {
    head.reset();
    return fields(head, 0, true);
  }

  private static ParseResult fields(Head head, int from, boolean request) {
    int at = from;
    while (true) {
      int lineEnd = endOfLine(head, at);
      if (lineEnd < 0) {
        return lineEnd == -1 ? ParseResult.MORE : ParseResult.MALFORMED;
      }
      if (lineEnd == at) {
        head.end = at + 2;
        return ParseResult.COMPLETE;
      }
      if (head.count == Head.FIELDS_MAX) {
        return ParseResult.HEAD_TOO_LARGE;
      }
      ParseResult field = field(head, at, lineEnd, request);
      if (field != ParseResult.COMPLETE) {
        return field;
      }
      at = lineEnd + 2;
    }
  }

  private static ParseResult tooLongAlready(Head head, boolean request) {
    return request && head.loaded > Head.TARGET_BYTES_MAX + METHOD_BYTES_MAX
        ? ParseResult.TARGET_TOO_LONG
        : ParseResult.MORE;
  }

  /// Index of the CR of the line's end; -1 when it has not arrived, -2 on a lone CR, LF or NUL.
  private static int endOfLine(Head head, int from) {
    byte[] b = head.bytes;
    int to = head.loaded;
    for (int i = from; i < to; i++) {
      byte c = b[i];
      if (c < ' ' && c >= 0) {
        if (c == '\r') {
          if (i + 1 == to) {
            return -1;
          }
          return b[i + 1] == '\n' ? i : -2;
        }
        if (c != '\t') {
          return -2;
        }
      } else if (c == 0x7f) {
        return -2;
      }
    }
    return -1;
  }

  private static ParseResult requestLine(Head head, int lineEnd) {
    byte[] b = head.bytes;
    int i = 0;
    while (i < lineEnd && Bytes.isToken(b[i])) {
      i++;
    }
    if (i == 0 || i == lineEnd || b[i] != ' ') {
      return ParseResult.MALFORMED;
    }
    if (i > METHOD_BYTES_MAX) {
      return ParseResult.METHOD_UNKNOWN;
    }
    head.methodEnd = i;
    int start = i + 1;
    int query = -1;
    i = start;
    while (i < lineEnd && b[i] > ' ' && b[i] != '#') {
      if (b[i] == '?' && query < 0) {
        query = i;
      }
      i++;
    }
    if (i == start || i == lineEnd || b[i] != ' ') {
      return ParseResult.MALFORMED;
    }
    if (i - start > Head.TARGET_BYTES_MAX) {
      return ParseResult.TARGET_TOO_LONG;
    }
    head.targetStart = start;
    head.targetEnd = i;
    head.pathEnd = query < 0 ? i : query;
    return version(head, i + 1, lineEnd, true);
  }

  /// @param exact true: the version ends the line; false: a blank or the end follows
  private static ParseResult version(Head head, int at, int lineEnd, boolean exact) {
    byte[] b = head.bytes;
    boolean shaped =
        lineEnd - at >= 8
            && b[at] == 'H'
            && b[at + 1] == 'T'
            && b[at + 2] == 'T'
            && b[at + 3] == 'P'
            && b[at + 4] == '/'
            && Bytes.isDigit(b[at + 5])
            && b[at + 6] == '.'
            && Bytes.isDigit(b[at + 7])
            && (!exact || lineEnd - at == 8);
    if (!shaped) {
      return ParseResult.MALFORMED;
    }
    if (b[at + 5] != '1' || b[at + 7] > '1') {
      return ParseResult.VERSION_UNKNOWN;
    }
    head.http10 = b[at + 7] == '0';
    return ParseResult.COMPLETE;
  }

  private static ParseResult statusLine(Head head, int lineEnd) {
    ParseResult version = version(head, 0, lineEnd, false);
    if (version != ParseResult.COMPLETE) {
      return version;
    }
    byte[] b = head.bytes;
    if (lineEnd < 12 || b[8] != ' ' || (lineEnd > 12 && b[12] != ' ')) {
      return ParseResult.MALFORMED;
    }
    if (!Bytes.isDigit(b[9]) || !Bytes.isDigit(b[10]) || !Bytes.isDigit(b[11]) || b[9] == '0') {
      return ParseResult.MALFORMED;
    }
    head.status = (b[9] - '0') * 100 + (b[10] - '0') * 10 + (b[11] - '0');
    head.reasonStart = Math.min(13, lineEnd);
    head.reasonEnd = lineEnd;
    return ParseResult.COMPLETE;
  }

  private static ParseResult field(Head head, int start, int lineEnd, boolean request) {
    byte[] b = head.bytes;
    int colon = start;
    while (colon < lineEnd && Bytes.isToken(b[colon])) {
      colon++;
    }
    if (colon == start || colon == lineEnd || b[colon] != ':') {
      return ParseResult.MALFORMED; // a blank before the colon and a folded line end here
    }
    int from = colon + 1;
    int to = lineEnd;
    while (from < to && Bytes.isBlank(b[from])) {
      from++;
    }
    while (to > from && Bytes.isBlank(b[to - 1])) {
      to--;
    }
    int field = head.count++;
    head.nameStart[field] = start;
    head.nameEnd[field] = colon;
    head.valueStart[field] = from;
    head.valueEnd[field] = to;
    FieldKind kind = FieldKind.of(b, start, colon);
    head.kinds[field] = kind;
    return switch (kind) {
      case HOST -> request ? host(head, from, to) : ParseResult.COMPLETE;
      case CONTENT_LENGTH -> contentLength(head, from, to);
      case TRANSFER_ENCODING -> transferEncoding(head, from, to);
      case CONNECTION -> connection(head, from, to);
      case UPGRADE -> {
        head.websocket = is(head, from, to, WEBSOCKET);
        yield ParseResult.COMPLETE;
      }
      case EXPECT -> {
        head.expectContinue = is(head, from, to, CONTINUE);
        yield head.expectContinue || !request
            ? ParseResult.COMPLETE
            : ParseResult.EXPECTATION_UNKNOWN;
      }
      case OTHER,
          HOP,
          KEEP_ALIVE,
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
          SEC_FETCH_MODE ->
          ParseResult.COMPLETE;
    };
  }

  private static ParseResult host(Head head, int from, int to) {
    if (head.hostStart >= 0 || !Bytes.isAuthority(head.bytes, from, to)) {
      return ParseResult.WRONG_HOST;
    }
    head.hostStart = from;
    head.hostEnd = to;
    return ParseResult.COMPLETE;
  }

  private static ParseResult contentLength(Head head, int from, int to) {
    if (head.contentLength >= 0) {
      return ParseResult.AMBIGUOUS_FRAMING;
    }
    if (from == to || to - from > LENGTH_DIGITS_MAX) {
      return ParseResult.MALFORMED;
    }
    long length = 0;
    for (int i = from; i < to; i++) {
      if (!Bytes.isDigit(head.bytes[i])) {
        return ParseResult.MALFORMED;
      }
      length = length * 10 + (head.bytes[i] - '0');
    }
    head.contentLength = length;
    return ParseResult.COMPLETE;
  }

  private static ParseResult transferEncoding(Head head, int from, int to) {
    if (head.chunked) {
      return ParseResult.AMBIGUOUS_FRAMING;
    }
    if (!is(head, from, to, CHUNKED)) {
      return ParseResult.CODING_UNKNOWN;
    }
    head.chunked = true;
    return ParseResult.COMPLETE;
  }

  private static ParseResult connection(Head head, int from, int to) {
    int at = from;
    while (at < to) {
      int comma = at;
      while (comma < to && head.bytes[comma] != ',') {
        comma++;
      }
      int s = at;
      int e = comma;
      while (s < e && Bytes.isBlank(head.bytes[s])) {
        s++;
      }
      while (e > s && Bytes.isBlank(head.bytes[e - 1])) {
        e--;
      }
      if (is(head, s, e, CLOSE)) {
        head.close = true;
      } else if (is(head, s, e, KEEP_ALIVE)) {
        head.keepAlive = true;
      } else if (is(head, s, e, UPGRADE)) {
        head.upgrade = true;
      } else if (e > s) {
        if (head.optionCount == Head.OPTIONS_MAX) {
          return ParseResult.HEAD_TOO_LARGE; // each is compared with every field
        }
        head.optionStart[head.optionCount] = s;
        head.optionEnd[head.optionCount++] = e;
      }
      at = comma + 1;
    }
    return ParseResult.COMPLETE;
  }

  private static ParseResult checkedRequest(Head head) {
    if (head.chunked && (head.contentLength >= 0 || head.http10)) {
      return ParseResult.AMBIGUOUS_FRAMING;
    }
    byte first = head.bytes[head.targetStart];
    if (first != '/') {
      ParseResult absolute = Target.normalize(head);
      if (absolute != ParseResult.COMPLETE) {
        return absolute;
      }
    }
    return head.hostStart < 0 && !head.http10 ? ParseResult.WRONG_HOST : ParseResult.COMPLETE;
  }

  private static boolean is(Head head, int from, int to, byte[] lower) {
    return to - from == lower.length && equalsIgnoringCase(head.bytes, from, lower, false);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
