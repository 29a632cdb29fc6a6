package io.bucky.krpc.http;

import io.bucky.krpc.HttpAnswer;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;

/// Answers in Netty's terms. Names of fields are spelled as people expect them, though their case
/// means nothing.
final class Answers {
  static final AsciiString CONTENT_TYPE = AsciiString.cached("Content-Type");
  static final AsciiString CONTENT_LENGTH = AsciiString.cached("Content-Length");
  static final AsciiString CONNECTION = AsciiString.cached("Connection");
  static final AsciiString CLOSE = AsciiString.cached("close");
  private static final AsciiString JSON = AsciiString.cached(HttpAnswer.JSON);

  private Answers() {}

  static FullHttpResponse whole(HttpAnswer answer) {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(answer.body()),
            DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders(),
            EmptyHttpHeaders.INSTANCE);
    response.headers().set(CONTENT_TYPE, answer.status() == 200 ? JSON : answer.contentType());
    return response;
  }
}
