package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.ChunkedDecoder;
import io.bucky.gateway.http.HeldFile;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/// Sends a part of a file through the process, where sendfile cannot: under TLS and in HTTP/2.
///
/// Reads no further ahead than the client takes. One event loop.
final class FilePump implements BodySink {
  private static final int PIECE_BYTES = 64 << 10;

  private final Client client;
  private final HeldFile file;
  private long at;
  private long left;
  private boolean over;
  private boolean pumping;

  private FilePump(Client client, Answer.Body.Slice slice) {
    this.client = client;
    this.file = slice.file();
    this.at = slice.from();
    this.left = slice.length();
  }

  /// The head has been written.
  static void start(Client client, Answer.Body.Slice slice) {
    var pump = new FilePump(client, slice);
    client.sink(pump);
    pump.pump();
  }

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    while (!over && left > 0 && client.isWritable()) {
      ByteBuf piece = client.loop().allocator().directBuffer((int) Math.min(left, PIECE_BYTES));
      try {
        int read = piece.writeBytes(file.channel(), at, piece.writableBytes());
        if (read <= 0) {
          throw new IOException("the file became shorter");
        }
        at += read;
        left -= read;
        client.data(piece);
        client.flush();
      } catch (IOException e) {
        piece.release();
        finish();
        client.abort();
      }
    }
    pumping = false;
    if (!over && left == 0) {
      finish();
      client.end(ChunkedDecoder.NO_TRAILERS);
    }
  }

  private void finish() {
    if (!over) {
      over = true;
      file.release();
    }
  }

  @Override
  public void data(ByteBuf data) {
    data.release();
  }

  @Override
  public void end(byte[] trailers) {
    // a request for a file has no body that matters
  }

  @Override
  public void flush() {
    // nothing goes upstream
  }

  @Override
  public void gone() {
    finish();
  }

  @Override
  public void writable() {
    pump();
  }
}
