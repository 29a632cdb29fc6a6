package io.bucky.containers.engine;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Takes a container's log stream apart: frames of an 8-byte header (stream, three zero bytes,
/// length as a big-endian integer) and text, or plain text for a container with a terminal. Each
/// line begins with its time, as `timestamps=1` asks. One call owns it.
public final class LogFrames {
  private static final int FRAME_BYTES_MAX = 1 << 20;
  private static final int LINES_MAX = 100_000;

  private final boolean terminal;
  private final List<Line> lines = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /// @param stream `stdout` or `stderr`
  public record Line(Instant at, String stream, String text) {}

  LogFrames(boolean terminal) {
    this.terminal = terminal;
  }

  List<Line> lines() {
    return lines;
  }

  void read(InputStream body) throws IOException {
    if (terminal) {
      byte[] piece = new byte[8 << 10];
      for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
        take(piece, count, out, "stdout");
      }
    } else {
      frames(new DataInputStream(body));
    }
    flush(out, "stdout");
    flush(err, "stderr");
  }

  private void frames(DataInputStream in) throws IOException {
    while (true) {
      int stream = in.read();
      if (stream < 0) {
        return;
      }
      int length;
      byte[] text;
      try {
        in.readNBytes(3);
        length = in.readInt();
        if (length < 0 || length > FRAME_BYTES_MAX) {
          throw new HttpReply.Malformed("a log frame of " + Integer.toUnsignedString(length));
        }
        text = in.readNBytes(length);
      } catch (EOFException e) {
        return; // cut in the middle: the whole lines before it stand
      }
      boolean error = stream == 2;
      take(text, text.length, error ? err : out, error ? "stderr" : "stdout");
    }
  }

  private void take(byte[] bytes, int count, ByteArrayOutputStream line, String stream) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        flush(line, stream);
      } else if (line.size() < FRAME_BYTES_MAX) {
        line.write(bytes[i]);
      }
    }
  }

  private void flush(ByteArrayOutputStream line, String stream) {
    if (line.size() == 0 || lines.size() >= LINES_MAX) {
      line.reset();
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8).replaceFirst("\r$", "");
    line.reset();
    int space = text.indexOf(' ');
    Instant at = Instant.EPOCH;
    try {
      at = Instant.parse(space < 0 ? text : text.substring(0, space));
      text = space < 0 ? "" : text.substring(space + 1);
    } catch (DateTimeException e) {
      // a line without its time is still a line
    }
    lines.add(new Line(at, stream, text));
  }
}
