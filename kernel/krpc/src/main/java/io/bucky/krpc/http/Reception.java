package io.bucky.krpc.http;

import io.bucky.base.Deadline;
import io.bucky.base.Parsed;
import io.bucky.krpc.HttpAnswer;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Origin;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/// Decides from its head what becomes of a request. On the connection's loop.
record Reception(PortTable table, Exchanges exchanges) {
  /// @return what takes the body and answers; null when the connection has answered, and ends
  @Nullable Incoming receive(Connection connection, HttpRequest request, Deadline deadline) {
    if (request.decoderResult().isFailure()) {
      connection.refuse(
          statusOf(request.decoderResult().cause()), "the head of the request cannot be read");
      return null;
    }
    if (request.headers().getAll(HttpHeaderNames.HOST).size() != 1
        && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      connection.refuse(400, "a request has one Host");
      return null;
    }
    return switch (RequestTarget.parse(request.uri())) {
      case Parsed.Malformed<RequestTarget>(var why) -> {
        connection.refuse(400, why);
        yield null;
      }
      case Parsed.Ok<RequestTarget>(var target) -> receive(connection, request, target, deadline);
    };
  }

  private @Nullable Incoming receive(
      Connection connection, HttpRequest request, RequestTarget target, Deadline deadline) {
    KrpcService service = table.service(target.spelled()); // as a gateway has seen it, too
    if (service != null && request.method().equals(HttpMethod.POST)) {
      return call(connection, request, service, deadline);
    }
    HttpRoute route = table.route(request.method().name(), target.path());
    if (route != null) {
      var exchange =
          new NettyExchange(connection, exchanges, request, target, deadline, announced(request));
      exchange.start(route);
      return exchange;
    }
    if (service != null) {
      FullHttpResponse answer = Answers.whole(HttpAnswer.text(405, "kRPC is called with POST"));
      answer.headers().set("Allow", HttpMethod.POST.name());
      connection.refuse(answer);
      return null;
    }
    if (HttpUtil.is100ContinueExpected(request)) {
      connection.answer(PortTable.missing(target.path())); // it need not send the body
      return null;
    }
    return new Missing(connection, target.path());
  }

  private @Nullable Incoming call(
      Connection connection, HttpRequest request, KrpcService service, Deadline deadline) {
    long announced = announced(request);
    if (announced > service.bodyBytesMax()) {
      connection.refuse(413, new HttpExchange.BodyTooLarge(service.bodyBytesMax()).text());
      return null;
    }
    if (HttpUtil.is100ContinueExpected(request)) {
      connection.proceed();
    }
    var origin =
        new Origin(
            Peer.of(connection.channel(), request),
            Peer.page(connection.channel(), request),
            deadline);
    return new CallBody(connection, service, exchanges, origin, announced);
  }

  /// The length of the body as the head states it; -1 when it does not.
  private static long announced(HttpRequest request) {
    return HttpUtil.getContentLength(request, -1L);
  }

  private static int statusOf(Throwable cause) {
    return switch (cause) {
      case TooLongHttpHeaderException _ -> 431;
      case TooLongHttpLineException _ -> 414;
      default -> 400;
    };
  }

  /// A request for something that is not here: read to its end, so that the connection can go on.
  private record Missing(Connection connection, String path) implements Incoming {
    @Override
    public void content(ByteBuf part, boolean last) {
      if (last) {
        connection.answer(PortTable.missing(path));
      }
    }

    @Override
    public void late() {
      connection.refuse(408, "the body did not arrive in time");
    }

    @Override
    public void gone() {}
  }
}
