package io.bucky.krpc.http;

import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.krpc.HttpAnswer;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Origin;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// The way of one request: port, path, body, service, answer. Runs on the request's virtual thread.
final class RequestHandler extends Handler.Abstract {
  private static final Log LOG = Log.of("krpc.http");
  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, HttpAnswer.JSON);
  private static final HttpField CLOSE = new PreEncodedHttpField(HttpHeader.CONNECTION, "close");

  private final Map<Connector, PortTable> tables;
  private final InFlight inFlight;
  private final Duration callMax;
  private final Time time;
  private final LongAdder refused;
  private final WebSockets webSockets;

  RequestHandler(
      Map<Connector, PortTable> tables,
      InFlight inFlight,
      Executor threads,
      Duration callMax,
      Metrics metrics,
      Time time) {
    super(InvocationType.BLOCKING);
    this.tables = tables;
    this.inFlight = inFlight;
    this.callMax = callMax;
    this.time = time;
    this.refused = metrics.counter("http_requests_refused_total");
    this.webSockets = new WebSockets(inFlight, threads, time);
    installBean(webSockets.components());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    PortTable table = tables.get(request.getConnectionMetaData().getConnector());
    if (table == null) {
      return false; // the port is closing
    }
    var deadline = Deadline.in(callMax, time);
    InFlight.Entry entry = inFlight.enter(deadline);
    try {
      String spelled = request.getHttpURI().getPath(); // as a gateway has seen it, too
      KrpcService service = spelled == null ? null : table.service(spelled);
      if (service != null && HttpMethod.POST.is(request.getMethod())) {
        call(service, request, response, callback, deadline);
      } else {
        route(table, service, request, response, callback, entry, deadline);
      }
    } finally {
      entry.leave();
      var _ = Thread.interrupted(); // ours, from the deadline; the thread ends here
    }
    return true;
  }

  private void call(
      KrpcService service,
      Request request,
      Response response,
      Callback callback,
      Deadline deadline) {
    HttpAnswer answer;
    try {
      byte[] body = Bodies.read(request, service.bodyBytesMax(), deadline, time);
      answer = service.dispatch(body, new Origin(Peers.address(request), deadline));
    } catch (HttpExchange.BodyTooLarge e) {
      answer = refuse(response, 413, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      answer = refuse(response, 400, "the body cannot be read");
    } catch (InterruptedException e) {
      answer = refuse(response, 408, "the body did not arrive in time");
    }
    send(answer, response, callback);
  }

  private void route(
      PortTable table,
      @Nullable KrpcService service,
      Request request,
      Response response,
      Callback callback,
      InFlight.Entry entry,
      Deadline deadline) {
    String path = request.getHttpURI().getCanonicalPath();
    HttpRoute route = path == null ? null : table.route(request.getMethod(), path);
    if (route == null && service != null) {
      response.getHeaders().put(HttpHeader.ALLOW, "POST");
      send(refuse(response, 405, "kRPC is called with POST"), response, callback);
      return;
    }
    if (route == null || path == null) {
      send(PortTable.missing(path == null ? "" : path), response, callback);
      return;
    }
    var exchange =
        new JettyExchange(request, response, callback, entry, deadline, time, webSockets);
    run(route, exchange);
  }

  private void run(HttpRoute route, JettyExchange exchange) {
    try {
      route.handle(exchange);
      exchange.finish();
    } catch (HttpExchange.BodyTooLarge e) {
      refused.increment();
      exchange.fail(413, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      exchange.fail(400, "the request cannot be read", e); // the peer is gone, as a rule
    } catch (InterruptedException e) {
      exchange.fail(503, "no answer in time", e);
    } catch (RuntimeException e) {
      LOG.error("http.route.failed", e, "path", exchange.path());
      exchange.fail(500, "internal error, see the log", e);
    }
  }

  private HttpAnswer refuse(Response response, int status, String text) {
    refused.increment();
    response.getHeaders().put(CLOSE);
    return HttpAnswer.text(status, text);
  }

  private static void send(HttpAnswer answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    if (answer.status() == 200) {
      response.getHeaders().put(JSON);
    } else {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    }
    response.write(true, answer.body(), callback);
  }
}
