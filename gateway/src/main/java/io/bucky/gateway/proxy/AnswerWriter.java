package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Writes the heads of the gateway's own answers.
final class AnswerWriter {
  private AnswerWriter() {}

  /// @param extra whole lines beside those of the answer
  static void head(Answer answer, ByteBuf out, byte[] extra, long length, boolean close) {
    ByteBufUtil.writeAscii(out, "HTTP/1.1 ");
    ByteBufUtil.writeAscii(out, Integer.toString(answer.status()));
    out.writeByte(' ');
    ByteBufUtil.writeAscii(out, Answer.reason(answer.status()));
    lineEnd(out);
    List<String> fields = answer.fields();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      ByteBufUtil.writeAscii(out, fields.get(i));
      out.writeByte(':');
      out.writeByte(' ');
      out.writeCharSequence(fields.get(i + 1), StandardCharsets.ISO_8859_1);
      lineEnd(out);
    }
    out.writeBytes(extra);
    if (answer.status() != 304 && answer.status() != 204) {
      ByteBufUtil.writeAscii(out, "Content-Length: ");
      ByteBufUtil.writeAscii(out, Long.toString(length));
      lineEnd(out);
    }
    if (close) {
      ByteBufUtil.writeAscii(out, "Connection: close\r\n");
    }
    lineEnd(out);
  }

  private static void lineEnd(ByteBuf out) {
    out.writeByte('\r');
    out.writeByte('\n');
  }

  /// The head in HTTP/2's form.
  static Http2Headers fields(Answer answer) {
    var all = new DefaultHttp2Headers(false, 16);
    all.status(Integer.toString(answer.status()));
    List<String> fields = answer.fields();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      all.add(fields.get(i).toLowerCase(Locale.ROOT), fields.get(i + 1));
    }
    if (answer.status() != 304 && answer.status() != 204) {
      all.add("content-length", Long.toString(answer.body().length()));
    }
    return all;
  }

  /// Lets go of a file that is not sent after all.
  static void letGo(Answer answer) {
    if (answer.body() instanceof Answer.Body.Slice slice) {
      slice.file().release();
    }
  }
}
