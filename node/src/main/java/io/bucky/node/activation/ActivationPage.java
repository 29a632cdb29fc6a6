package io.bucky.node.activation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bucky.api.ActivationApi;
import io.bucky.base.Deadline;
import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.base.Unwind;
import io.bucky.json.Json;
import io.bucky.krpc.HttpAnswer;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Origin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The activation port: device info, the wizard's files, and `/kapi/active`. Open only while the
/// machine belongs to no zone.
public final class ActivationPage implements AutoCloseable {
  static final int BODY_BYTES_MAX = 256 << 10;

  /// Requests that are being answered get so long to finish when the port closes.
  private static final int CLOSE_SECONDS = 2;

  private static final Log LOG = Log.of("node.activation");
  private static final byte[] NO_WEB =
      """
      <!doctype html><meta charset="utf-8"><title>BuckyOS</title>
      <p>This machine is waiting to be set up, and its web pages are not installed.
      <p>Run <code>bucky activate</code> on it.
      """
          .getBytes(StandardCharsets.UTF_8);

  private final KrpcService unlocked;
  private final KrpcService locked;
  private final Activation activation;
  private final ActivationCode code;
  private final WebFiles web;
  private final Time time;
  private final Unwind resources;
  private final int port;

  private ActivationPage(
      KrpcService unlocked,
      KrpcService locked,
      Activation activation,
      ActivationCode code,
      WebFiles web,
      Time time,
      Unwind resources,
      int port) {
    this.unlocked = unlocked;
    this.locked = locked;
    this.activation = activation;
    this.code = code;
    this.web = web;
    this.time = time;
    this.resources = resources;
    this.port = port;
  }

  /// Opens the port on every address.
  ///
  /// @param port 0: any free one
  /// @param web folder of the wizard
  /// @throws IOException naming the address that cannot be bound
  public static ActivationPage open(
      List<String> addresses,
      int port,
      Optional<Path> web,
      Activation activation,
      ActivationCode code,
      Time time,
      SecureRandom random)
      throws IOException {
    var service = new ActivationService(activation, time, random);
    try (var opening = new Unwind()) {
      ExecutorService threads =
          Executors.newThreadPerTaskExecutor(
              Thread.ofVirtual().name("node-activation-", 0).factory());
      opening.push(threads::shutdown);
      int bound = port;
      var servers = new java.util.ArrayList<HttpServer>();
      for (String address : addresses) {
        HttpServer server = bind(address, bound);
        opening.push(() -> server.stop(CLOSE_SECONDS));
        server.setExecutor(threads);
        servers.add(server);
        bound = server.getAddress().getPort();
      }
      var page =
          new ActivationPage(
              service.unlocked(),
              service.locked(),
              activation,
              code,
              new WebFiles(web),
              time,
              opening.release(),
              bound);
      for (HttpServer server : servers) {
        server.createContext("/", page::answer);
        server.start();
      }
      return page;
    }
  }

  private static HttpServer bind(String address, int port) throws IOException {
    try {
      return HttpServer.create(new InetSocketAddress(address, port), 0);
    } catch (java.net.BindException e) {
      throw new IOException("the address " + address + ":" + port + " is in use", e);
    }
  }

  public int port() {
    return port;
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      var headers = exchange.getResponseHeaders();
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Referrer-Policy", "no-referrer"); // the link carries the code
      headers.set("X-Frame-Options", "DENY");
      headers.set("Cache-Control", "no-store");
      String path = exchange.getRequestURI().getPath();
      switch (path == null ? "" : path) {
        case "/kapi/active", "/kapi/active/" -> call(exchange);
        case "/device" -> device(exchange);
        case String other -> file(exchange, other);
      }
    } catch (IOException e) {
      LOG.debug("node.activation.broken", "why", String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("node.activation.request_failed", e);
    }
  }

  private void call(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      send(exchange, HttpAnswer.text(405, "kRPC is POST"));
      return;
    }
    byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
    if (body.length > BODY_BYTES_MAX) {
      send(exchange, HttpAnswer.text(413, "the body is longer than " + BODY_BYTES_MAX + " bytes"));
      return;
    }
    KrpcService service = mayChange(exchange, body) ? unlocked : locked;
    String peer = exchange.getRemoteAddress().getAddress().getHostAddress();
    send(
        exchange,
        service.dispatch(body, new Origin(peer, Deadline.in(KrpcService.CALL_MAX, time))));
  }

  /// The code comes as a header, or as the parameter `code`.
  private boolean mayChange(HttpExchange exchange, byte[] body) {
    String header = exchange.getRequestHeaders().getFirst(ActivationApi.CODE_HEADER);
    if (header != null) {
      return code.matches(header);
    }
    return switch (Json.parse(body)) {
      case Parsed.Malformed<tools.jackson.databind.JsonNode> _ -> false;
      case Parsed.Ok<tools.jackson.databind.JsonNode>(var call) ->
          code.matches(call.path("params").path("code").asString(""));
    };
  }

  private void device(HttpExchange exchange) throws IOException {
    if (!readOnly(exchange)) {
      return;
    }
    // clients look for machines to set up by scanning this path
    exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
    byte[] text = Json.writeBytes(activation.deviceInfo("inactive"));
    send(exchange, 200, HttpAnswer.JSON, text);
  }

  private void file(HttpExchange exchange, String path) throws IOException {
    if (!readOnly(exchange)) {
      return;
    }
    Optional<WebFiles.Found> found = web.find(path);
    if (found.isPresent()) {
      send(exchange, 200, found.get().type(), Files.readAllBytes(found.get().file()));
    } else if (path.equals("/")) {
      send(exchange, 200, "text/html; charset=utf-8", NO_WEB);
    } else {
      send(exchange, HttpAnswer.text(404, "there is nothing at " + path));
    }
  }

  private static boolean readOnly(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    boolean reads = method.equals("GET") || method.equals("HEAD");
    if (!reads) {
      send(exchange, HttpAnswer.text(405, method + " is not answered here"));
    }
    return reads;
  }

  private static void send(HttpExchange exchange, HttpAnswer answer) throws IOException {
    byte[] body = new byte[answer.body().remaining()];
    answer.body().get(body);
    send(exchange, answer.status(), answer.contentType(), body);
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /// Closes the port; requests that are being answered may finish.
  @Override
  public void close() {
    resources.close();
  }
}
