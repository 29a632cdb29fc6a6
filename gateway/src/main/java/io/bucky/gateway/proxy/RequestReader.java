package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadParser;
import io.bucky.gateway.http.ParseResult;
import io.netty.buffer.ByteBuf;

/// Takes the requests of one HTTP/1 connection apart: a head, then its body, then the next head.
/// Knows no socket. One event loop.
final class RequestReader {
  private final Inbox inbox;
  private final Head head;
  private final BodyReader body;

  /// @param inbox what it reads
  /// @param head takes every head that is read
  RequestReader(Inbox inbox, Head head) {
    this.inbox = inbox;
    this.head = head;
    this.body = new BodyReader(inbox);
  }

  /// Reads a head, which is then in the [Head] of the constructor.
  ParseResult head() {
    if (inbox.isEmpty()) {
      return ParseResult.MORE;
    }
    ParseResult result = HeadParser.request(inbox.bytes(), head);
    if (result == ParseResult.COMPLETE) {
      inbox.bytes().skipBytes(head.length());
      if (head.isChunked()) {
        body.startChunked();
      } else {
        body.startFixed(Math.max(0, head.contentLength()));
      }
    }
    return result;
  }

  /// Whether a body follows the head that was read.
  boolean hasBody() {
    return body.left() != 0;
  }

  /// Whether more of the body may come than `bytesMax`.
  boolean isLongerThan(long bytesMax) {
    return body.left() > bytesMax || body.left() == Head.LENGTH_UNKNOWN;
  }

  BodyReader.Step body() {
    return inbox.isEmpty() ? BodyReader.Step.MORE : body.next();
  }

  /// The piece that was read last.
  ByteBuf data() {
    return body.data();
  }

  /// Whole field lines, or nothing.
  byte[] trailers() {
    return body.trailers();
  }
}
