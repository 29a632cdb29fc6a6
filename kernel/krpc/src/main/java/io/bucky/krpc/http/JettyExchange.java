package io.bucky.krpc.http;

import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.krpc.HttpAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/// An exchange over Jetty. The callback is completed exactly once: by the answer, by the end of the
/// stream, or by the failure.
final class JettyExchange implements HttpExchange {
  private enum State {
    OPEN,
    STREAMING,
    ANSWERED
  }

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final InFlight.Entry entry;
  private final Deadline deadline;
  private final Time time;
  private final WebSockets webSockets;
  private State state = State.OPEN;

  JettyExchange(
      Request request,
      Response response,
      Callback callback,
      InFlight.Entry entry,
      Deadline deadline,
      Time time,
      WebSockets webSockets) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.entry = entry;
    this.deadline = deadline;
    this.time = time;
    this.webSockets = webSockets;
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    return request.getHttpURI().getDecodedPath();
  }

  @Override
  public String rawQuery() {
    String query = request.getHttpURI().getQuery();
    return query == null ? "" : query;
  }

  @Override
  public Optional<String> query(String name) {
    if (rawQuery().isEmpty()) {
      return Optional.empty();
    }
    Fields fields = Request.extractQueryParameters(request);
    return Optional.ofNullable(fields.getValue(name));
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  @Override
  public Optional<String> cookie(String name) {
    return Request.getCookies(request).stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst();
  }

  @Override
  public String address() {
    return Peers.address(request);
  }

  @Override
  public byte[] body(int bytesMax) throws IOException, InterruptedException {
    return Bodies.read(request, bytesMax, deadline, time);
  }

  @Override
  public void addHeader(String name, String value) {
    response.getHeaders().add(name, value);
  }

  @Override
  public void answer(int status, String contentType, byte[] body) {
    begin(status, contentType, State.ANSWERED);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  @Override
  public void answer(int status, String text) {
    HttpAnswer answer = HttpAnswer.text(status, text);
    begin(status, answer.contentType(), State.ANSWERED);
    response.write(true, answer.body(), callback);
  }

  @Override
  public OutputStream stream(int status, String contentType) {
    begin(status, contentType, State.STREAMING);
    entry.streams();
    return Content.Sink.asOutputStream(response);
  }

  @Override
  public boolean wantsWebSocket() {
    return method().equals("GET") && request.getHeaders().contains(HttpHeader.UPGRADE, "websocket");
  }

  @Override
  public void upgrade(WebSocketEndpoint endpoint) {
    if (state != State.OPEN) {
      throw new IllegalStateException("the answer has begun");
    }
    if (webSockets.upgrade(request, response, callback, endpoint)) {
      state = State.ANSWERED;
    } else {
      answer(400, "not a WebSocket handshake");
    }
  }

  /// The route has returned.
  void finish() {
    switch (state) {
      case OPEN -> throw new IllegalStateException("the route gave no answer");
      case STREAMING -> callback.succeeded();
      case ANSWERED -> {}
    }
    state = State.ANSWERED;
  }

  /// The route has thrown: tells the peer when the answer has not begun, and breaks the connection
  /// off when it has.
  void fail(int status, String text, Throwable cause) {
    switch (state) {
      case OPEN -> {
        response.reset();
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        answer(status, text);
      }
      case STREAMING -> callback.failed(cause);
      case ANSWERED -> {}
    }
    state = State.ANSWERED;
  }

  private void begin(int status, String contentType, State next) {
    if (state != State.OPEN) {
      throw new IllegalStateException("the answer has begun");
    }
    state = next;
    response.setStatus(status);
    if (!contentType.isEmpty()) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    }
  }
}
