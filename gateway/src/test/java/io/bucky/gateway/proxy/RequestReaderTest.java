package io.bucky.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.ParseResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestReaderTest {
  private static final String FIRST =
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde";
  private static final String SECOND =
      "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nfg\r\n0\r\n\r\n";
  private static final String THIRD = "GET /c HTTP/1.1\r\nHost: x\r\n\r\n";

  private final Inbox inbox = new Inbox(UnpooledByteBufAllocator.DEFAULT);
  private final Head head = new Head();
  private final RequestReader reader = new RequestReader(inbox, head);
  private final StringBuilder seen = new StringBuilder();
  private boolean inBody;

  private void read(String bytes) {
    inbox.add(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
    boolean going = true;
    while (going) {
      going = inBody ? body() : head();
    }
  }

  private boolean head() {
    ParseResult result = reader.head();
    if (result == ParseResult.COMPLETE) {
      seen.append(head.path());
      inBody = reader.hasBody();
      seen.append(inBody ? "(" : ";");
    }
    return result == ParseResult.COMPLETE;
  }

  private boolean body() {
    BodyReader.Step step = reader.body();
    switch (step) {
      case DATA -> gather();
      case LAST -> {
        gather();
        ended();
      }
      case END -> ended();
      case MORE, MALFORMED -> {
        return false;
      }
    }
    return true;
  }

  private void gather() {
    ByteBuf piece = reader.data();
    seen.append(piece.toString(StandardCharsets.ISO_8859_1));
    piece.release();
  }

  private void ended() {
    inBody = false;
    seen.append(");");
  }

  @Test
  void requestsBehindEachOtherAreTheSameWhereverTheyAreCut() {
    String all = FIRST + SECOND + THIRD;
    for (int cut = 1; cut < all.length(); cut++) {
      seen.setLength(0);
      read(all.substring(0, cut));
      read(all.substring(cut));
      assertThat(seen.toString()).isEqualTo("/a(abcde);/b(fg);/c;");
      assertThat(inbox.isEmpty()).isTrue();
    }
  }

  @Test
  void aBodyIsLongWhenItSaysSoOrDoesNotSay() {
    read("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n");
    assertThat(reader.isLongerThan(9)).isFalse();
    assertThat(reader.isLongerThan(8)).isTrue();
    inBody = false;
    read("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    assertThat(reader.isLongerThan(Long.MAX_VALUE)).isTrue();
  }
}
