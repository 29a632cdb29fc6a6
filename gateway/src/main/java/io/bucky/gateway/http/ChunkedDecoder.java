package io.bucky.gateway.http;

import io.netty.buffer.ByteBuf;

/// Takes the chunked coding off a body (RFC 9112, section 7.1), strictly: CR LF only, extensions
/// skipped, trailers checked.
///
/// One message on one event loop; [#restart] before the next.
public final class ChunkedDecoder {
  /// What [#next] found.
  public enum Step {
    /// More bytes are needed.
    MORE,
    /// [#data] holds a piece of the body, to be released by the taker.
    DATA,
    /// The message is over; [#trailers] are valid.
    END,
    MALFORMED
  }

  public static final byte[] NO_TRAILERS = new byte[0];
  private static final int SIZE_DIGITS_MAX = 15;
  private static final int EXTENSION_BYTES_MAX = 4 << 10;
  private static final int TRAILER_BYTES_MAX = 8 << 10;

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    ENDED
  }

  private final Head trailerHead = new Head();
  private State state = State.SIZE;
  private long left;
  private int digits;
  private int extensionBytes;
  private byte[] trailers = NO_TRAILERS;
  private ByteBuf data = io.netty.buffer.Unpooled.EMPTY_BUFFER;

  public void restart() {
    state = State.SIZE;
    left = 0;
    digits = 0;
    extensionBytes = 0;
    trailers = NO_TRAILERS;
  }

  public ByteBuf data() {
    return data;
  }

  /// Whole field lines, or nothing.
  public byte[] trailers() {
    return trailers;
  }

  /// Takes bytes from `in` up to the next piece.
  public Step next(ByteBuf in) {
    while (in.isReadable()) {
      switch (state) {
        case SIZE -> {
          byte b = in.readByte();
          int value = Bytes.hexValue(b);
          if (value >= 0) {
            if (++digits > SIZE_DIGITS_MAX) {
              return Step.MALFORMED;
            }
            left = left * 16 + value;
          } else if (digits == 0) {
            return Step.MALFORMED;
          } else if (b == '\r') {
            state = State.SIZE_LF;
          } else if (b == ';' || Bytes.isBlank(b)) {
            state = State.EXTENSION;
          } else {
            return Step.MALFORMED;
          }
        }
        case EXTENSION -> {
          byte b = in.readByte();
          if (b == '\r') {
            state = State.SIZE_LF;
          } else if ((b < ' ' && b != '\t' && b >= 0) || ++extensionBytes > EXTENSION_BYTES_MAX) {
            return Step.MALFORMED;
          }
        }
        case SIZE_LF -> {
          if (in.readByte() != '\n') {
            return Step.MALFORMED;
          }
          digits = 0;
          state = left == 0 ? State.TRAILER : State.DATA;
        }
        case DATA -> {
          int take = (int) Math.min(left, in.readableBytes());
          left -= take;
          if (left == 0) {
            state = State.DATA_CR;
          }
          data = in.readRetainedSlice(take);
          return Step.DATA;
        }
        case DATA_CR -> {
          if (in.readByte() != '\r') {
            return Step.MALFORMED;
          }
          state = State.DATA_LF;
        }
        case DATA_LF -> {
          if (in.readByte() != '\n') {
            return Step.MALFORMED;
          }
          state = State.SIZE;
        }
        case TRAILER -> {
          return trailer(in);
        }
        case ENDED -> {
          return Step.END;
        }
      }
    }
    return state == State.ENDED ? Step.END : Step.MORE;
  }

  private Step trailer(ByteBuf in) {
    int available = Math.min(in.readableBytes(), TRAILER_BYTES_MAX);
    trailerHead.load(in, available);
    return switch (Trailers.read(trailerHead)) {
      case COMPLETE -> {
        in.skipBytes(trailerHead.length());
        trailers = Trailers.allowed(trailerHead);
        state = State.ENDED;
        yield Step.END;
      }
      case MORE -> available == TRAILER_BYTES_MAX ? Step.MALFORMED : Step.MORE;
      case MALFORMED,
          AMBIGUOUS_FRAMING,
          WRONG_HOST,
          TARGET_TOO_LONG,
          EXPECTATION_UNKNOWN,
          HEAD_TOO_LARGE,
          CODING_UNKNOWN,
          METHOD_UNKNOWN,
          VERSION_UNKNOWN ->
          Step.MALFORMED;
    };
  }
}
