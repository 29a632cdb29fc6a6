package io.bucky.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bucky.gateway.files.ByteRange;
import io.bucky.gateway.files.UrlPath;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadParser;
import io.bucky.gateway.http.HeadWriter;
import io.bucky.gateway.http.ParseResult;
import io.bucky.gateway.proxy.LoginCookies;
import io.bucky.gateway.route.HostName;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/// The head of an HTTP/1.1 message at the gateway, and what stands in its fields: host, path,
/// range, cookies.
class HttpHeadFuzzTest {
  private static final long FILE_BYTES = 1_000;

  @FuzzTest(maxDuration = "1m")
  void neverThrows(byte[] bytes) {
    var head = new Head();
    if (HeadParser.request(Unpooled.wrappedBuffer(bytes), head) == ParseResult.COMPLETE) {
      HeadWriter.request(head, Unpooled.buffer(), new byte[0], true, false, false);
    }
    if (HeadParser.response(Unpooled.wrappedBuffer(bytes), head) == ParseResult.COMPLETE) {
      HeadWriter.response(head, Unpooled.buffer(), new byte[0], false, false, true, false);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Objects.requireNonNull(HostName.of(text));
    Objects.requireNonNull(UrlPath.relative(text));
    range(text);
    cookies(text);
  }

  private static void range(String text) {
    if (ByteRange.of(text, FILE_BYTES) instanceof ByteRange.Part(long from, long length)
        && (from < 0 || length < 1 || from + length > FILE_BYTES)) {
      throw new AssertionError("outside the file: " + from + " and " + length + " more");
    }
  }

  private static void cookies(String text) {
    var _ = LoginCookies.isLogin(text);
    String seen = LoginCookies.forApp(text, Optional.empty());
    if (!LoginCookies.values(seen, LoginCookies.REFRESH).isEmpty()) {
      throw new AssertionError("an app sees the refresh token: " + seen);
    }
  }
}
