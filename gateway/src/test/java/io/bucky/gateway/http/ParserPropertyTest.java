package io.bucky.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.gateway.files.UrlPath;
import io.bucky.gateway.kapi.Envelope;
import io.bucky.gateway.route.HostName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ParserPropertyTest {
  private static final byte[] GOOD =
      String.join(
              "\r\n",
              "POST /a/b?c=d HTTP/1.1",
              "Host: x.home.localhost:80",
              "Content-Length: 3",
              "Cookie: a=b; c=d",
              "Connection: keep-alive, x",
              "X: 1",
              "",
              "")
          .getBytes(StandardCharsets.US_ASCII);

  @Property
  void noBytesMakeTheHeadParserThrow(@ForAll @Size(max = 300) byte[] noise) {
    HeadParser.request(Unpooled.wrappedBuffer(noise), new Head());
    HeadParser.response(Unpooled.wrappedBuffer(noise), new Head());
  }

  @Property
  void oneChangedByteGivesAnAnswerAndNeverMoreThanTheInput(
      @ForAll @IntRange(max = 150) int at, @ForAll byte value) {
    byte[] bytes = GOOD.clone();
    bytes[at % bytes.length] = value;
    var head = new Head();

    ParseResult result = HeadParser.request(Unpooled.wrappedBuffer(bytes), head);

    if (result == ParseResult.COMPLETE) {
      assertThat(head.length()).isBetween(1, bytes.length);
      assertThat(head.host()).matches("[A-Za-z0-9._:\\[\\]-]+");
      assertThat(head.path()).startsWith("/");
    }
  }

  @Property
  void aHeadIsOnlyCompleteWithItsLastByte(@ForAll @IntRange(max = 150) int length) {
    int cut = Math.min(length, GOOD.length - 1);
    assertThat(HeadParser.request(Unpooled.wrappedBuffer(GOOD, 0, cut), new Head()))
        .isEqualTo(ParseResult.MORE);
  }

  @Property
  void noBytesMakeTheChunkedDecoderThrowOrRunForever(@ForAll @Size(max = 200) byte[] noise) {
    var decoder = new ChunkedDecoder();
    ByteBuf in = Unpooled.wrappedBuffer(noise);
    for (int i = 0; i <= noise.length + 1; i++) {
      ChunkedDecoder.Step step = decoder.next(in);
      if (step == ChunkedDecoder.Step.DATA) {
        decoder.data().release();
      } else {
        return;
      }
    }
    throw new AssertionError("more steps than bytes");
  }

  @Property
  void aChunkedBodyComesOutAsItWentInHoweverItIsCut(
      @ForAll @Size(max = 60) byte[] body, @ForAll @IntRange(min = 1, max = 9) int piece) {
    var wire = new StringBuilder();
    for (int at = 0; at < body.length; at += piece) {
      int length = Math.min(piece, body.length - at);
      wire.append(Integer.toHexString(length)).append("\r\n");
      wire.append(new String(body, at, length, StandardCharsets.ISO_8859_1)).append("\r\n");
    }
    wire.append("0\r\n\r\n");
    byte[] bytes = wire.toString().getBytes(StandardCharsets.ISO_8859_1);
    var decoder = new ChunkedDecoder();
    ByteBuf out = Unpooled.buffer();
    ByteBuf in = Unpooled.buffer();
    ChunkedDecoder.Step step = ChunkedDecoder.Step.MORE;
    for (byte b : bytes) {
      in.writeByte(b);
      do {
        step = decoder.next(in);
        if (step == ChunkedDecoder.Step.DATA) {
          out.writeBytes(decoder.data());
        }
      } while (step == ChunkedDecoder.Step.DATA);
    }
    byte[] read = new byte[out.readableBytes()];
    out.readBytes(read);

    assertThat(step).isEqualTo(ChunkedDecoder.Step.END);
    assertThat(read).isEqualTo(body);
  }

  @Property
  void noBytesMakeTheEnvelopeScannerThrow(@ForAll @Size(max = 200) byte[] noise) {
    Envelope.scan(new ByteArrayInputStream(noise));
  }

  @Property
  void noEnvelopeMakesItThrow(@ForAll String method, @ForAll long sequence, @ForAll String token) {
    String text =
        "{\"method\":\"%s\",\"params\":[{}],\"sys\":[%d,\"%s\",null,7]}"
            .formatted(method, sequence, token);
    Envelope.scan(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Property
  void noPathLeadsOut(@ForAll String path) {
    for (String text : new String[] {path, "/" + path, "/%2e" + path, "/..%" + path}) {
      UrlPath.relative(text)
          .ifPresent(relative ->
              assertThat(java.util.List.of(relative.split("/"))).doesNotContain("..", "."));
    }
  }

  @Property
  void noHostMakesTheRouterThrow(@ForAll String host) {
    HostName name = HostName.of(host);
    assertThat(name.labelIn("home.localhost")).doesNotContain(".");
  }
}
