package io.bucky.gateway.proxy;

import io.bucky.gateway.http.ChunkedDecoder;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.kapi.KapiGuard;
import io.bucky.gateway.pages.Pages;
import io.bucky.gateway.route.Endpoint;
import io.bucky.identity.TokenVerifier;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One kRPC call: its body is read whole, its token checked, then both are handed on. One event
/// loop.
final class KapiCall implements BodySink {
  private static final int FIRST_BYTES = 1_024;

  private final Client client;
  private final String service;
  private final Endpoint endpoint;
  private final TokenVerifier verifier;
  private final int bytesMax;
  private @Nullable ByteBuf head;
  private byte[] body;
  private int length;
  private boolean over;

  private KapiCall(
      Client client,
      String service,
      Endpoint endpoint,
      TokenVerifier verifier,
      int bytesMax,
      Head request) {
    this.client = client;
    this.service = service;
    this.endpoint = endpoint;
    this.verifier = verifier;
    this.bytesMax = bytesMax;
    this.head = Forwarding.openHead(request, client);
    int expected = (int) Math.clamp(request.contentLength(), 0L, (long) bytesMax);
    // a length that was only promised is not allocated
    this.body = new byte[Math.min(Math.max(expected, 16), Math.max(FIRST_BYTES, 64 << 10))];
  }

  static void start(
      Head request,
      Client client,
      String service,
      Endpoint endpoint,
      TokenVerifier verifier,
      int bytesMax) {
    if (request.contentLength() > bytesMax) {
      client.answer(Pages.bodyTooLarge(bytesMax));
      return;
    }
    client.sink(new KapiCall(client, service, endpoint, verifier, bytesMax, request));
    client.sendContinue();
  }

  @Override
  public void data(ByteBuf data) {
    int more = data.readableBytes();
    if (!over && length + more <= bytesMax) {
      if (length + more > body.length) {
        body = Arrays.copyOf(body, Math.max(length + more, Math.min(bytesMax, body.length * 2)));
      }
      data.readBytes(body, length, more);
      length += more;
    } else if (!over) {
      finish();
      client.answer(Pages.bodyTooLarge(bytesMax));
    }
    data.release();
  }

  @Override
  public void end(byte[] trailers) {
    if (over) {
      return;
    }
    byte[] whole = body.length == length ? body : Arrays.copyOf(body, length);
    switch (KapiGuard.check(service, whole, verifier)) {
      case KapiGuard.Verdict.Pass _ -> pass(whole);
      case KapiGuard.Verdict.Refused(var error) -> {
        finish();
        client.answer(Pages.krpcError(error));
      }
      case KapiGuard.Verdict.Malformed(var why) -> {
        finish();
        client.answer(Pages.badRequest(why));
      }
    }
  }

  private void pass(byte[] whole) {
    ByteBuf out = head;
    head = null;
    over = true;
    if (out == null) {
      return;
    }
    ByteBufUtil.writeAscii(out, "Content-Length: " + whole.length + "\r\n\r\n");
    if (whole.length <= Limits.COPY_BYTES_MAX) {
      out.writeBytes(whole);
    }
    var exchange = new ProxyExchange(client, endpoint, out, true, false, false, false);
    exchange.start();
    if (whole.length > Limits.COPY_BYTES_MAX) {
      exchange.data(Unpooled.wrappedBuffer(whole));
    }
    exchange.end(ChunkedDecoder.NO_TRAILERS);
    exchange.flush();
  }

  @Override
  public void flush() {
    // nothing goes upstream before the body is whole
  }

  @Override
  public void gone() {
    finish();
  }

  @Override
  public void writable() {
    // nothing is written before the body is whole
  }

  private void finish() {
    over = true;
    if (head != null) {
      head.release();
      head = null;
    }
  }
}
