package io.bucky.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bucky.gateway.files.UrlPath;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadParser;
import io.bucky.gateway.route.HostName;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The head and the chunks of an HTTP/1.1 message at the gateway.
class HttpHeadFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void neverThrows(byte[] bytes) {
    Objects.requireNonNull(HeadParser.request(Unpooled.wrappedBuffer(bytes), new Head()));
    Objects.requireNonNull(HeadParser.response(Unpooled.wrappedBuffer(bytes), new Head()));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Objects.requireNonNull(HostName.of(text));
    Objects.requireNonNull(UrlPath.relative(text));
  }
}
