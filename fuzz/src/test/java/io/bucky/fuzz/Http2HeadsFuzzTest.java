package io.bucky.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadParser;
import io.bucky.gateway.http.HeadWriter;
import io.bucky.gateway.http.Http2Heads;
import io.bucky.gateway.http.ParseResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The fields of an HTTP/2 request at the gateway: a head that is accepted is one in HTTP/1.1, too,
/// so that no field can smuggle in a request of its own.
class Http2HeadsFuzzTest {
  /// @param bytes name, blank, value of each field, which end with the byte 1
  @FuzzTest(maxDuration = "1m")
  void neverThrows(byte[] bytes) {
    var headers = new DefaultHttp2Headers(false);
    for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\u0001")) {
      int blank = line.indexOf(' ');
      if (blank > 0) {
        headers.add(line.substring(0, blank), line.substring(blank + 1));
      }
    }
    Objects.requireNonNull(Http2Heads.trailerLines(headers));
    var head = new Head();
    if (Http2Heads.request(headers, head, true) == ParseResult.COMPLETE) {
      ByteBuf written = Unpooled.buffer();
      HeadWriter.request(head, written, new byte[0], true, false, false);
      written.writeBytes(new byte[] {'\r', '\n'});
      var again = new Head();
      if (HeadParser.request(written, again) != ParseResult.COMPLETE
          || again.length() != written.readableBytes()) {
        throw new AssertionError(
            "no head in HTTP/1.1: " + written.toString(StandardCharsets.US_ASCII));
      }
    }
  }
}
