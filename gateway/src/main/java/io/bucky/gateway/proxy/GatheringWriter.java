package io.bucky.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes the answers of one HTTP/1 connection. Head and small pieces gather in one buffer, so that
/// a short answer is one write. One event loop.
final class GatheringWriter {
  /// Room for the line before a chunk and the end of the chunk before.
  static final int CHUNK_ROOM = 16;

  private static final byte[] LAST_CHUNK = "0\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = {'\r', '\n'};

  private final ChannelHandlerContext context;
  private final ByteBufAllocator allocator;
  private @Nullable ByteBuf gathered;
  private boolean chunked;

  GatheringWriter(ChannelHandlerContext context, ByteBufAllocator allocator) {
    this.context = context;
    this.allocator = allocator;
  }

  /// @param head a whole head with room behind it; owned by the writer from here
  /// @param inChunks the pieces go out in chunks
  void begin(ByteBuf head, boolean inChunks) {
    gathered = head;
    chunked = inChunks;
  }

  /// @param data owned by the writer from here
  void data(ByteBuf data) {
    if (chunked) {
      chunkHead(data.readableBytes());
    }
    ByteBuf out = gathered;
    int length = data.readableBytes();
    if (out != null && out.writableBytes() >= length + LINE_END.length) {
      out.writeBytes(data);
      data.release();
    } else {
      write(data);
    }
    if (chunked) {
      room(LINE_END.length, CHUNK_ROOM * 4).writeBytes(LINE_END);
    }
  }

  private void chunkHead(int length) {
    int all = length <= Limits.COPY_BYTES_MAX ? length + CHUNK_ROOM * 4 : CHUNK_ROOM * 4;
    ByteBuf out = room(length + CHUNK_ROOM, all);
    ByteBufUtil.writeAscii(out, Integer.toHexString(length));
    out.writeBytes(LINE_END);
  }

  /// Ends the body.
  void end(byte[] trailers) {
    if (chunked) {
      int length = LAST_CHUNK.length + trailers.length + LINE_END.length;
      room(length, length).writeBytes(LAST_CHUNK).writeBytes(trailers).writeBytes(LINE_END);
    }
  }

  /// The buffer that gathers; a new one of `fresh` bytes when it has no room for `bytes` more.
  private ByteBuf room(int bytes, int fresh) {
    ByteBuf out = gathered;
    if (out == null || out.writableBytes() < bytes) {
      writeOut();
      out = allocator.directBuffer(fresh);
      gathered = out;
    }
    return out;
  }

  /// Writes something of its own, behind what was gathered.
  void write(Object message) {
    writeOut();
    Io.write(context, message);
  }

  void flush() {
    writeOut();
    context.flush();
  }

  void writeOut() {
    ByteBuf out = gathered;
    if (out != null) {
      gathered = null;
      Io.write(context, out);
    }
  }

  void drop() {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }
}
