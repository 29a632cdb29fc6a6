package io.bucky.krpc.http;

import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.bucky.base.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;

/// Turns requests into WebSockets (RFC 6455), for text messages only, each with a virtual thread
/// that runs its endpoint.
final class WebSockets {
  static final int MESSAGE_BYTES_MAX = 64 << 10;
  private static final Log LOG = Log.of("krpc.websocket");
  private static final Duration IDLE = Duration.ofSeconds(90);
  private static final Duration FOREVER = Duration.ofDays(365);

  private final WebSocketComponents components = new WebSocketComponents();
  private final WebSocketMappings mappings = new WebSocketMappings(components);
  private final InFlight inFlight;
  private final Executor threads;
  private final Time time;

  WebSockets(InFlight inFlight, Executor threads, Time time) {
    this.inFlight = inFlight;
    this.threads = threads;
    this.time = time;
  }

  /// To be started and stopped with the server.
  LifeCycle components() {
    return components;
  }

  /// @return false if the request is not a handshake; nothing was answered then
  boolean upgrade(
      Request request, Response response, Callback callback, WebSocketEndpoint endpoint) {
    var channel = new JettyWebSocket(opened -> threads.execute(() -> run(endpoint, opened)));
    return mappings.upgrade((_, _, _) -> channel, request, response, callback, WebSockets::limit);
  }

  private static void limit(Configuration configuration) {
    configuration.setIdleTimeout(IDLE);
    configuration.setMaxTextMessageSize(MESSAGE_BYTES_MAX);
    configuration.setMaxFrameSize(MESSAGE_BYTES_MAX);
  }

  private void run(WebSocketEndpoint endpoint, JettyWebSocket channel) {
    InFlight.Entry entry = inFlight.enter(Deadline.in(FOREVER, time));
    entry.streams();
    try {
      endpoint.run(channel);
      channel.close(1000, "");
    } catch (IOException e) {
      channel.abort(); // the peer is gone
    } catch (InterruptedException e) {
      channel.close(1001, "the service is stopping");
    } catch (RuntimeException e) {
      LOG.error("websocket.endpoint.failed", e);
      channel.close(1011, "internal error");
    } finally {
      entry.leave();
    }
  }
}
