package io.bucky.krpc.http;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.base.Unwind;
import io.bucky.krpc.KrpcService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The HTTP server of one program: several ports, each with its services, its routes, `/healthz`,
/// `/readyz` and `/metrics`.
///
/// Ports join at any time with [#listen]. Requests run on virtual threads; each port has one
/// selector thread that accepts too. Any thread may call.
public final class KrpcHttpServer implements AutoCloseable {
  static final int HEADER_BYTES_MAX = 16 << 10;
  private static final int BUFFER_BYTES = 8 << 10;
  private static final int IDLE_MILLIS = 60_000;
  private static final int PORTS_MAX = 16;
  private static final int BACKLOG = 1_024;
  private static final long POOL_BYTES_MAX = 8L << 20;

  private final Server server;
  private final Map<Connector, PortTable> tables;
  private final Metrics metrics;
  private final Unwind resources;

  private KrpcHttpServer(
      Server server, Map<Connector, PortTable> tables, Metrics metrics, Unwind resources) {
    this.server = server;
    this.tables = tables;
    this.metrics = metrics;
    this.resources = resources;
  }

  /// Starts with no port.
  ///
  /// @param metrics what `/metrics` prints, and where the server counts
  public static KrpcHttpServer open(Metrics metrics, Time time) throws IOException {
    return open(metrics, time, KrpcService.CALL_MAX);
  }

  /// @param callMax a request's time
  static KrpcHttpServer open(Metrics metrics, Time time, Duration callMax) throws IOException {
    try (var opening = new Unwind()) {
      var threads = new QueuedThreadPool(PORTS_MAX + 8, 2);
      threads.setName("http");
      threads.setReservedThreads(0);
      threads.setDaemon(true);
      var requests =
          opening.push(
              Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory()));
      threads.setVirtualThreadsExecutor(requests);
      var server =
          new Server(
              threads,
              null,
              new ArrayByteBufferPool(0, 4_096, 65_536, 256, POOL_BYTES_MAX, POOL_BYTES_MAX));
      var tables = new ConcurrentHashMap<Connector, PortTable>();
      var inFlight = InFlight.open(time);
      server.setHandler(new RequestHandler(tables, inFlight, requests, callMax, metrics, time));
      server.setStopTimeout(0);
      start(server);
      opening.push(server::stop);
      opening.push(inFlight);
      metrics.gauge("http_requests_in_flight", inFlight::count);
      return new KrpcHttpServer(server, tables, metrics, opening.release());
    }
  }

  /// Serves `endpoint` at `address`; port 0 takes a free one.
  ///
  /// @return the port
  /// @throws IOException if the address cannot be bound; the message names it
  public int listen(InetSocketAddress address, Endpoint endpoint) throws IOException {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(HEADER_BYTES_MAX);
    http.setResponseHeaderSize(HEADER_BYTES_MAX);
    http.setOutputBufferSize(BUFFER_BYTES);
    http.setHttpCompliance(HttpCompliance.RFC7230);
    http.setUriCompliance(UriCompliance.RFC3986);
    http.setRelativeRedirectAllowed(true);
    var factory = new HttpConnectionFactory(http);
    factory.setInputBufferSize(BUFFER_BYTES);
    var connector = new ServerConnector(server, null, null, null, 0, 1, factory);
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.setAcceptQueueSize(BACKLOG);
    connector.setShutdownIdleTimeout(0);
    tables.put(connector, PortTable.of(endpoint, metrics));
    server.addConnector(connector);
    try {
      connector.start();
    } catch (Exception e) {
      server.removeConnector(connector);
      tables.remove(connector);
      throw new IOException(
          "cannot listen on " + address.getHostString() + ":" + address.getPort(), e);
    }
    return connector.getLocalPort();
  }

  /// Stops accepting, interrupts what runs, closes every connection.
  @Override
  public void close() {
    resources.close();
  }

  private static void start(Server server) throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("the HTTP server does not start", e);
    }
  }
}
