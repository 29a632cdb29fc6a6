package io.bucky.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.gateway.http.Head;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
  private static final String CHUNKED =
      String.join(
          "\r\n",
          "HTTP/1.1 103 Early Hints",
          "Link: </a.css>",
          "",
          "HTTP/1.1 200 OK",
          "Transfer-Encoding: chunked",
          "",
          "3",
          "abc",
          "2",
          "de",
          "0",
          "T: 1",
          "",
          "");

  private final Inbox inbox = new Inbox(UnpooledByteBufAllocator.DEFAULT);
  private final Head head = new Head();
  private final AnswerReader reader = new AnswerReader(inbox, head);
  private final StringBuilder body = new StringBuilder();
  private final List<AnswerReader.Step> steps = new ArrayList<>();

  private AnswerReader.Step read(String bytes, boolean headRequest) {
    if (!bytes.isEmpty()) {
      inbox.add(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
    }
    while (true) {
      AnswerReader.Step step = reader.next(headRequest);
      steps.add(step);
      switch (step) {
        case DATA -> gather();
        case LAST -> {
          gather();
          return step;
        }
        case HEAD -> {
          // its body follows
        }
        case MORE, END, SWITCHING, BROKEN -> {
          return step;
        }
      }
    }
  }

  private void gather() {
    ByteBuf piece = reader.data();
    body.append(piece.toString(StandardCharsets.ISO_8859_1));
    piece.release();
  }

  @Test
  void anAnswerIsTheSameWhereverItIsCut() {
    for (int cut = 1; cut < CHUNKED.length(); cut++) {
      reader.restart();
      body.setLength(0);
      assertThat(read(CHUNKED.substring(0, cut), false)).isEqualTo(AnswerReader.Step.MORE);
      assertThat(read(CHUNKED.substring(cut), false)).isEqualTo(AnswerReader.Step.END);
      assertThat(body.toString()).isEqualTo("abcde");
      assertThat(new String(reader.trailers(), StandardCharsets.US_ASCII)).isEqualTo("T: 1\r\n");
      assertThat(inbox.isEmpty()).isTrue();
    }
  }

  @Test
  void theLastPieceOfALengthSaysThatItIsTheLastAndLeavesWhatFollows() {
    assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", false))
        .isEqualTo(AnswerReader.Step.MORE);
    assertThat(read("cdeHTTP", false)).isEqualTo(AnswerReader.Step.LAST);
    assertThat(body.toString()).isEqualTo("abcde");
    assertThat(inbox.length()).isEqualTo(4);
    inbox.drop();
  }

  @Test
  void whatHasNoBodyEndsWithItsHead() {
    assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true))
        .isEqualTo(AnswerReader.Step.END);
    reader.restart();
    assertThat(read("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", false))
        .isEqualTo(AnswerReader.Step.END);
    reader.restart();
    assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false))
        .isEqualTo(AnswerReader.Step.END);
    assertThat(steps).doesNotContain(AnswerReader.Step.MORE);
  }

  @Test
  void withoutALengthTheBodyLastsAsLongAsTheConnection() {
    assertThat(read("HTTP/1.1 200 OK\r\n\r\nab", false)).isEqualTo(AnswerReader.Step.MORE);
    assertThat(read("c", false)).isEqualTo(AnswerReader.Step.MORE);
    assertThat(body.toString()).isEqualTo("abc");
    assertThat(reader.endsWithConnection()).isTrue();
  }

  @Test
  void aChangeOfProtocolLeavesItsBytesAlone() {
    assertThat(read("HTTP/1.1 101 Switching Protocols\r\n\r\n\u0081\u0000", false))
        .isEqualTo(AnswerReader.Step.SWITCHING);
    assertThat(inbox.length()).isEqualTo(2);
    inbox.drop();
  }

  @Test
  void whatIsNotHttpIsBrokenAndSaysWhy() {
    assertThat(read("SSH-2.0-x\r\n\r\n", false)).isEqualTo(AnswerReader.Step.BROKEN);
    assertThat(reader.why()).contains("not HTTP/1.1");
    inbox.drop();
    assertThat(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx", false))
        .isEqualTo(AnswerReader.Step.BROKEN);
    assertThat(reader.why()).contains("chunked");
    inbox.drop();
  }
}
