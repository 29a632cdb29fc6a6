package io.bucky.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/// Writes a head on to the next connection: runs of lines that stay are copied whole, what belongs
/// to one connection only is left out. Pure but for the buffer.
public final class HeadWriter {
  private static final byte[] HTTP11 = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STATUS = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CHUNKED =
      "Transfer-Encoding: chunked\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CLOSE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WEBSOCKET =
      "Connection: Upgrade\r\nUpgrade: websocket\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HOST = "Host: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FORWARDED_HOST =
      "X-Forwarded-Host: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = {'\r', '\n'};

  private HeadWriter() {}

  /// Room that a written request head needs at most, beside `extra`.
  public static int requestRoom(Head head) {
    return head.end + 2 * (head.hostEnd - head.hostStart) + 160;
  }

  /// Writes the request for the upstream, up to but without the empty line.
  ///
  /// @param extra whole lines that the gateway adds
  /// @param length true: Content-Length stays
  /// @param chunked the body goes out in chunks
  public static void request(
      Head head, ByteBuf out, byte[] extra, boolean length, boolean chunked, boolean websocket) {
    byte[] b = head.bytes;
    out.writeBytes(b, 0, head.methodEnd);
    out.writeByte(' ');
    out.writeBytes(b, head.targetStart, head.targetEnd - head.targetStart);
    out.writeBytes(HTTP11);
    int hostLength = head.hostEnd - head.hostStart;
    if (head.hostStart >= 0) {
      out.writeBytes(HOST);
      out.writeBytes(b, head.hostStart, hostLength);
      out.writeBytes(LINE_END);
      out.writeBytes(FORWARDED_HOST);
      out.writeBytes(b, head.hostStart, hostLength);
      out.writeBytes(LINE_END);
    }
    copyFields(head, out, true, length);
    out.writeBytes(extra);
    if (chunked) {
      out.writeBytes(CHUNKED);
    }
    if (websocket) {
      out.writeBytes(WEBSOCKET);
    }
  }

  /// Writes the response for the client, up to the empty line.
  ///
  /// @param extra whole lines that the gateway adds
  /// @param chunked the body goes out in chunks
  /// @param close the connection ends with this message
  /// @param length true: Content-Length stays
  public static void response(
      Head head,
      ByteBuf out,
      byte[] extra,
      boolean chunked,
      boolean close,
      boolean length,
      boolean websocket) {
    out.writeBytes(STATUS);
    ByteBufUtil.writeAscii(out, Integer.toString(head.status));
    out.writeByte(' ');
    out.writeBytes(head.bytes, head.reasonStart, head.reasonEnd - head.reasonStart);
    out.writeBytes(LINE_END);
    copyFields(head, out, false, length);
    out.writeBytes(extra);
    if (chunked) {
      out.writeBytes(CHUNKED);
    }
    if (websocket) {
      out.writeBytes(WEBSOCKET);
    } else if (close) {
      out.writeBytes(CLOSE);
    }
    out.writeBytes(LINE_END);
  }

  private static void copyFields(Head head, ByteBuf out, boolean request, boolean length) {
    int runStart = -1;
    int runEnd = -1;
    for (int i = 0; i < head.count; i++) {
      if (stays(head, i, request, length)) {
        if (runStart < 0) {
          runStart = head.nameStart[i];
        }
        runEnd = i + 1 < head.count ? head.nameStart[i + 1] : head.end - 2;
      } else if (runStart >= 0) {
        out.writeBytes(head.bytes, runStart, runEnd - runStart);
        runStart = -1;
      }
    }
    if (runStart >= 0) {
      out.writeBytes(head.bytes, runStart, runEnd - runStart);
    }
  }

  /// Whether a field goes on to the next connection.
  public static boolean stays(Head head, int field, boolean request, boolean length) {
    boolean kept =
        switch (head.kinds[field]) {
          case OTHER -> true;
          case HOST, FORGEABLE, EXPECT -> !request;
          case TRANSFER_ENCODING, CONNECTION, HOP, KEEP_ALIVE, UPGRADE -> false;
          case CONTENT_LENGTH -> length;
          case COOKIE,
              SET_COOKIE,
              RANGE,
              IF_RANGE,
              IF_NONE_MATCH,
              IF_MODIFIED_SINCE,
              ACCEPT,
              ACCEPT_ENCODING,
              AUTHORIZATION,
              CONTENT_ENCODING,
              SEC_FETCH_MODE ->
              true;
        };
    // what framing and login rest on cannot be dropped by naming it
    return kept && !(head.kinds[field] == FieldKind.OTHER && head.isOption(field));
  }
}
