package io.bucky.krpc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What goes back over HTTP, or in a frame of the local socket.
public final class HttpAnswer {
  public static final String JSON = "application/json";
  public static final String TEXT = "text/plain;charset=utf-8";

  private final int status;
  private final String contentType;
  private final byte[] body;

  private HttpAnswer(int status, String contentType, byte[] body) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
  }

  /// A kRPC answer, success or error.
  static HttpAnswer json(byte[] body) {
    return new HttpAnswer(200, JSON, body);
  }

  /// A transport problem, told in words.
  public static HttpAnswer text(int status, String text) {
    return new HttpAnswer(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  public int status() {
    return status;
  }

  public String contentType() {
    return contentType;
  }

  /// A read-only view of the body.
  public ByteBuffer body() {
    return ByteBuffer.wrap(body).asReadOnlyBuffer();
  }

  /// The body as text, for tests and logs.
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
