package io.bucky.krpc.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/// Netty's decoder with our limits, and stricter in one point: a request that states its length in
/// two ways is refused (RFC 9112, section 6.1 allows it), since two readers could see two requests.
final class RequestDecoder extends HttpRequestDecoder {
  private static final int LINE_BYTES_MAX = 8 << 10;
  private static final int CHUNK_BYTES_MAX = 64 << 10;
  private static final int BUFFER_BYTES = 256;

  RequestDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LINE_BYTES_MAX)
            .setMaxHeaderSize(KrpcHttpServer.HEADER_BYTES_MAX)
            .setMaxChunkSize(CHUNK_BYTES_MAX)
            .setInitialBufferSize(BUFFER_BYTES)
            .setAllowDuplicateContentLengths(false)
            .setStrictLineParsing(true));
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }
}
