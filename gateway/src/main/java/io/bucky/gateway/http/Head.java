package io.bucky.gateway.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One message head: its bytes, and where in them everything is.
///
/// Filled by [HeadParser] and used up before the next head is read on the same loop; whoever needs
/// a part longer copies it. One event loop.
public final class Head {
  public static final int BYTES_MAX = 32 << 10;
  public static final int FIELDS_MAX = 128;
  public static final int TARGET_BYTES_MAX = 16 << 10;
  static final int OPTIONS_MAX = 16;
  public static final long LENGTH_UNKNOWN = -1;
  private static final byte[] HTML = "text/html".getBytes(StandardCharsets.US_ASCII);
  static final int FIRST_LOAD_BYTES = 4 << 10;

  byte[] bytes = new byte[FIRST_LOAD_BYTES];
  int loaded;
  int end;
  int methodEnd;
  int targetStart;
  int targetEnd;
  int pathEnd;
  int status;
  int reasonStart;
  int reasonEnd;
  boolean http10;
  int count;
  final int[] nameStart = new int[FIELDS_MAX];
  final int[] nameEnd = new int[FIELDS_MAX];
  final int[] valueStart = new int[FIELDS_MAX];
  final int[] valueEnd = new int[FIELDS_MAX];
  final FieldKind[] kinds = new FieldKind[FIELDS_MAX];
  int hostStart;
  int hostEnd;
  long contentLength;
  boolean chunked;
  boolean close;
  boolean keepAlive;
  boolean upgrade;
  boolean websocket;
  boolean expectContinue;

  /// What `Connection` names beside `close`, `keep-alive` and `upgrade`.
  final int[] optionStart = new int[OPTIONS_MAX];

  final int[] optionEnd = new int[OPTIONS_MAX];
  int optionCount;

  void reset() {
    end = 0;
    methodEnd = 0;
    targetStart = 0;
    targetEnd = 0;
    pathEnd = 0;
    status = 0;
    reasonStart = 0;
    reasonEnd = 0;
    http10 = false;
    count = 0;
    hostStart = -1;
    hostEnd = -1;
    contentLength = LENGTH_UNKNOWN;
    chunked = false;
    close = false;
    keepAlive = false;
    upgrade = false;
    websocket = false;
    expectContinue = false;
    optionCount = 0;
  }

  /// The same head with bytes of its own, for whoever needs it later.
  public Head copy() {
    var copy = new Head();
    copy.bytes = Arrays.copyOf(bytes, loaded);
    copy.loaded = loaded;
    copy.end = end;
    copy.methodEnd = methodEnd;
    copy.targetStart = targetStart;
    copy.targetEnd = targetEnd;
    copy.pathEnd = pathEnd;
    copy.status = status;
    copy.reasonStart = reasonStart;
    copy.reasonEnd = reasonEnd;
    copy.http10 = http10;
    copy.count = count;
    System.arraycopy(nameStart, 0, copy.nameStart, 0, count);
    System.arraycopy(nameEnd, 0, copy.nameEnd, 0, count);
    System.arraycopy(valueStart, 0, copy.valueStart, 0, count);
    System.arraycopy(valueEnd, 0, copy.valueEnd, 0, count);
    System.arraycopy(kinds, 0, copy.kinds, 0, count);
    copy.hostStart = hostStart;
    copy.hostEnd = hostEnd;
    copy.contentLength = contentLength;
    copy.chunked = chunked;
    copy.close = close;
    copy.keepAlive = keepAlive;
    copy.upgrade = upgrade;
    copy.websocket = websocket;
    copy.expectContinue = expectContinue;
    System.arraycopy(optionStart, 0, copy.optionStart, 0, optionCount);
    System.arraycopy(optionEnd, 0, copy.optionEnd, 0, optionCount);
    copy.optionCount = optionCount;
    return copy;
  }

  /// Copies the first `length` readable bytes in; `length` is at most [#BYTES_MAX].
  void load(ByteBuf in, int length) {
    room(length);
    in.getBytes(in.readerIndex(), bytes, 0, length);
    loaded = length;
  }

  void room(int length) {
    if (bytes.length < length) {
      bytes = Arrays.copyOf(bytes, Math.max(length, bytes.length * 2));
    }
  }

  /// Bytes of the head with its empty line.
  public int length() {
    return end;
  }

  public boolean isHttp10() {
    return http10;
  }

  public int status() {
    return status;
  }

  /// [#LENGTH_UNKNOWN] when there is no Content-Length.
  public long contentLength() {
    return contentLength;
  }

  public boolean isChunked() {
    return chunked;
  }

  public boolean wantsClose() {
    return close || (http10 && !keepAlive);
  }

  /// The client asks to change to WebSocket on this connection.
  public boolean isWebsocketUpgrade() {
    return upgrade && websocket;
  }

  public boolean expectsContinue() {
    return expectContinue;
  }

  public boolean isMethod(String method) {
    if (methodEnd != method.length()) {
      return false;
    }
    for (int i = 0; i < methodEnd; i++) {
      if (bytes[i] != method.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  public String method() {
    return text(0, methodEnd);
  }

  /// Path and query as they came.
  public String target() {
    return text(targetStart, targetEnd);
  }

  /// The path as it came, still percent-encoded.
  public String path() {
    return text(targetStart, pathEnd);
  }

  public int pathLength() {
    return pathEnd - targetStart;
  }

  /// The byte of the path at `index`, 0 beyond its end.
  public byte pathByte(int index) {
    int at = targetStart + index;
    return at < pathEnd ? bytes[at] : 0;
  }

  public boolean pathStartsWith(String prefix) {
    if (pathLength() < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (bytes[targetStart + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  public boolean pathIs(String path) {
    return pathLength() == path.length() && pathStartsWith(path);
  }

  /// The authority as it came; empty in an HTTP/1.0 request without one.
  public String host() {
    return hostStart < 0 ? "" : text(hostStart, hostEnd);
  }

  public boolean hostEquals(byte[] other) {
    return hostStart >= 0 && Arrays.equals(bytes, hostStart, hostEnd, other, 0, other.length);
  }

  public byte[] hostBytes() {
    return hostStart < 0 ? new byte[0] : Arrays.copyOfRange(bytes, hostStart, hostEnd);
  }

  /// Index of the first field of `kind`, or -1.
  public int find(FieldKind kind) {
    for (int i = 0; i < count; i++) {
      if (kinds[i] == kind) {
        return i;
      }
    }
    return -1;
  }

  /// The client is a browser that shows a page: it names HTML first.
  public boolean wantsHtml() {
    int at = find(FieldKind.ACCEPT);
    return at >= 0
        && valueEnd[at] - valueStart[at] >= HTML.length
        && Arrays.equals(bytes, valueStart[at], valueStart[at] + HTML.length, HTML, 0, HTML.length);
  }

  /// The value of the first field of `kind`; empty text when there is none.
  public String first(FieldKind kind) {
    int at = find(kind);
    return at < 0 ? "" : value(at);
  }

  /// The field does not go on to the next connection.
  public void drop(int field) {
    kinds[field] = FieldKind.HOP;
  }

  public int fieldCount() {
    return count;
  }

  public FieldKind kind(int field) {
    return kinds[field];
  }

  public String name(int field) {
    return text(nameStart[field], nameEnd[field]);
  }

  public String value(int field) {
    return text(valueStart[field], valueEnd[field]);
  }

  /// Whether `Connection` names this field.
  boolean isOption(int field) {
    for (int i = 0; i < optionCount; i++) {
      if (Bytes.areAlike(bytes, nameStart[field], nameEnd[field], optionStart[i], optionEnd[i])) {
        return true;
      }
    }
    return false;
  }

  String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
