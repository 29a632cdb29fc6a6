package io.bucky.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bucky.gateway.http.ChunkedDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// The chunks of an HTTP/1.1 message at the gateway, whole and byte by byte: both give the same.
class HttpBodyFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void neverThrows(byte[] bytes) {
    ByteBuf whole = Unpooled.buffer();
    ByteBuf byteByByte = Unpooled.buffer();
    ChunkedDecoder.Step end = decode(bytes, bytes.length, whole);
    if (decode(bytes, 1, byteByByte) != end || !whole.equals(byteByByte)) {
      throw new AssertionError("read differently in pieces");
    }
  }

  private static ChunkedDecoder.Step decode(byte[] bytes, int piece, ByteBuf out) {
    var decoder = new ChunkedDecoder();
    ByteBuf in = Unpooled.buffer();
    var step = ChunkedDecoder.Step.MORE;
    for (int at = 0; at < bytes.length && step == ChunkedDecoder.Step.MORE; at += piece) {
      in.writeBytes(bytes, at, Math.min(piece, bytes.length - at));
      step = decoder.next(in);
      while (step == ChunkedDecoder.Step.DATA) {
        out.writeBytes(decoder.data());
        decoder.data().release();
        step = decoder.next(in);
      }
    }
    return step;
  }
}
