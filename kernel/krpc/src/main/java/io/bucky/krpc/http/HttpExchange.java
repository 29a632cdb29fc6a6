package io.bucky.krpc.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/// One request and its answer. Belongs to the thread that handles it.
public interface HttpExchange {
  String method();

  /// Decoded and without `.` and `..`.
  String path();

  /// The query as it came, without `?`; empty text when there is none.
  String rawQuery();

  /// The first value of a query parameter, decoded.
  Optional<String> query(String name);

  Optional<String> header(String name);

  Optional<String> cookie(String name);

  /// The token of `Authorization: Bearer`.
  default Optional<String> bearer() {
    return header("Authorization")
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip());
  }

  /// The peer's address as text, or what a proxy on this machine says it is.
  String address();

  /// Reads the whole body.
  ///
  /// @throws BodyTooLarge beyond `bytesMax`; the caller is answered 413
  byte[] body(int bytesMax) throws IOException, InterruptedException;

  /// Adds a header to the answer; before the answer begins.
  void addHeader(String name, String value);

  /// Answers in one piece.
  void answer(int status, String contentType, byte[] body) throws IOException;

  /// Answers with a line of plain text.
  void answer(int status, String text) throws IOException;

  /// Begins an answer of unknown length. `flush` sends what was written; writing blocks while the
  /// peer is slow.
  OutputStream stream(int status, String contentType) throws IOException;

  /// Whether the peer asks for a WebSocket.
  boolean wantsWebSocket();

  /// Answers by becoming a WebSocket; `endpoint` runs on a virtual thread of its own once this
  /// request is done, and when it returns the socket closes.
  void upgrade(WebSocketEndpoint endpoint) throws IOException;

  /// A body beyond its limit.
  final class BodyTooLarge extends IOException {
    private static final long serialVersionUID = 1;

    BodyTooLarge(int bytesMax) {
      super("the body is larger than " + bytesMax + " bytes");
    }

    String text() {
      return String.valueOf(getMessage());
    }
  }
}
