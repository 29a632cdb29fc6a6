package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadParser;
import io.bucky.gateway.http.ParseResult;
import io.netty.buffer.ByteBuf;

/// Takes the answers on one HTTP/1.1 connection apart. Knows no socket. One event loop.
final class AnswerReader {
  /// What [#next] found.
  enum Step {
    /// More bytes are needed.
    MORE,
    /// The head is read, [#bodyLength] is known.
    HEAD,
    /// A head with status 101: what follows is no HTTP.
    SWITCHING,
    /// [#data] holds a piece of the body, to be released by the taker.
    DATA,
    /// [#data] holds its last piece.
    LAST,
    /// The answer is over; [#trailers] are valid.
    END,
    /// [#why] says what is wrong.
    BROKEN
  }

  private final Inbox inbox;
  private final Head head;
  private final BodyReader body;
  private boolean atHead = true;
  private String why = "";

  /// @param inbox what it reads
  /// @param head takes every head that is read
  AnswerReader(Inbox inbox, Head head) {
    this.inbox = inbox;
    this.head = head;
    this.body = new BodyReader(inbox);
  }

  /// The next answer begins.
  void restart() {
    atHead = true;
  }

  /// @param headRequest no body follows, whatever the head says
  Step next(boolean headRequest) {
    if (!atHead && body.left() == 0) {
      return Step.END;
    }
    if (inbox.isEmpty()) {
      return Step.MORE;
    }
    return atHead ? head(headRequest) : body();
  }

  private Step head(boolean headRequest) {
    while (!inbox.isEmpty()) {
      ParseResult result = HeadParser.response(inbox.bytes(), head);
      if (result == ParseResult.MORE) {
        return Step.MORE;
      }
      if (result != ParseResult.COMPLETE || (head.isChunked() && head.contentLength() >= 0)) {
        why = "it answered with something that is not HTTP/1.1";
        return Step.BROKEN;
      }
      inbox.bytes().skipBytes(head.length());
      if (head.status() == 101) {
        return Step.SWITCHING;
      }
      if (head.status() >= 200) {
        startBody(headRequest || head.status() == 204 || head.status() == 304);
        return Step.HEAD;
      }
      // 100 was answered by the gateway already, 102 and 103 are hints
    }
    return Step.MORE;
  }

  private void startBody(boolean none) {
    atHead = false;
    if (none) {
      body.startFixed(0);
    } else if (head.isChunked()) {
      body.startChunked();
    } else if (head.contentLength() >= 0) {
      body.startFixed(head.contentLength());
    } else {
      body.startToEnd();
    }
  }

  private Step body() {
    return switch (body.next()) {
      case MORE -> Step.MORE;
      case DATA -> Step.DATA;
      case LAST -> Step.LAST;
      case END -> Step.END;
      case MALFORMED -> {
        why = "its chunked answer is malformed";
        yield Step.BROKEN;
      }
    };
  }

  /// Bytes that follow the head; [Head#LENGTH_UNKNOWN] when their end shows later.
  long bodyLength() {
    return body.left();
  }

  /// The piece that was read last.
  ByteBuf data() {
    return body.data();
  }

  /// Whole field lines, or nothing.
  byte[] trailers() {
    return body.trailers();
  }

  String why() {
    return why;
  }

  boolean isAtHead() {
    return atHead;
  }

  /// The body lasts as long as the connection.
  boolean endsWithConnection() {
    return !atHead && body.isToEnd();
  }
}
