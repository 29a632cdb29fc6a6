package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.ChunkedDecoder;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.kapi.KapiGuard;
import io.bucky.gateway.pages.Pages;
import io.bucky.gateway.route.Decision;
import io.bucky.gateway.route.Endpoint;
import io.bucky.identity.TokenVerifier;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/// One kRPC call: its body is read whole, its token checked, then both are handed on. One event
/// loop.
///
/// The body is held outside the heap and goes on without another copy. What is held is paid for
/// before: the head and the promised length at the start, more as it comes.
final class KapiCall implements BodySink {
  private static final int FIRST_BYTES = 1 << 10;
  private static final int PROMISED_BYTES_MAX = 64 << 10; // a length that was only promised

  private final Client client;
  private final String service;
  private final Endpoint endpoint;
  private final TokenVerifier verifier;
  private final int bytesMax;
  private final HeldBytes budget;
  private @Nullable ByteBuf head;
  private @Nullable ByteBuf body;
  private int bodyRoom;
  private int paid;
  private boolean over;

  private KapiCall(
      Client client,
      Decision.Kapi call,
      Endpoint endpoint,
      TokenVerifier verifier,
      ByteBuf head,
      int bodyRoom) {
    this.client = client;
    this.service = call.service();
    this.endpoint = endpoint;
    this.verifier = verifier;
    this.bytesMax = call.bodyBytesMax();
    this.budget = client.loop().held();
    this.head = head;
    this.bodyRoom = bodyRoom;
    this.paid = cost(head, bodyRoom);
  }

  private static int cost(ByteBuf head, int bodyRoom) {
    return head.capacity() + bodyRoom + Limits.REQUEST_BYTES;
  }

  static void start(
      Head request, Client client, Decision.Kapi call, Endpoint endpoint, TokenVerifier verifier) {
    if (request.contentLength() > call.bodyBytesMax()) {
      client.answer(Pages.bodyTooLarge(call.bodyBytesMax()));
      return;
    }
    ByteBuf head = Forwarding.openHead(request, client);
    int bodyRoom = Math.clamp(request.contentLength(), FIRST_BYTES, PROMISED_BYTES_MAX);
    if (!client.loop().held().take(cost(head, bodyRoom))) {
      head.release();
      client.answer(Pages.busy());
      return;
    }
    client.sink(new KapiCall(client, call, endpoint, verifier, head, bodyRoom));
    client.sendContinue();
  }

  @Override
  public void data(ByteBuf data) {
    if (!over) {
      int length = (body == null ? 0 : body.readableBytes()) + data.readableBytes();
      if (length > bytesMax) {
        refuse(Pages.bodyTooLarge(bytesMax));
      } else if (!makeRoom(length)) {
        refuse(Pages.busy());
      } else {
        buffer().writeBytes(data);
      }
    }
    data.release();
  }

  /// False when all that may be held is held.
  private boolean makeRoom(int length) {
    if (length <= bodyRoom) {
      return true;
    }
    int wanted = Math.max(length, Math.min(2 * bodyRoom, bytesMax));
    if (!budget.take(wanted - bodyRoom)) {
      return false;
    }
    paid += wanted - bodyRoom;
    bodyRoom = wanted;
    return true;
  }

  /// The body's buffer with the room that is paid for.
  private ByteBuf buffer() {
    ByteBuf known = body;
    if (known == null) {
      known = client.loop().allocator().directBuffer(bodyRoom);
      body = known;
    }
    return known.capacity() < bodyRoom ? known.capacity(bodyRoom) : known;
  }

  @Override
  public void end(byte[] trailers) {
    if (over) {
      return;
    }
    ByteBuf whole = buffer();
    var json = new ByteBufInputStream(whole.duplicate());
    switch (KapiGuard.check(service, json, verifier)) {
      case KapiGuard.Verdict.Pass _ -> pass(whole);
      case KapiGuard.Verdict.Refused(var error) -> refuse(Pages.krpcError(error));
      case KapiGuard.Verdict.Malformed(var why) -> refuse(Pages.badRequest(why));
    }
  }

  private void pass(ByteBuf whole) {
    ByteBuf out = head;
    if (out == null) {
      return;
    }
    head = null;
    body = null;
    finish();
    int length = whole.readableBytes();
    ByteBufUtil.writeAscii(out, "Content-Length: " + length + "\r\n\r\n");
    boolean small = length <= Limits.COPY_BYTES_MAX;
    if (small) {
      out.writeBytes(whole);
      whole.release();
    }
    var exchange =
        new ProxyExchange(client, endpoint, out, true, false, ProxyExchange.Manner.ONCE, false);
    exchange.start(false);
    if (!small) {
      exchange.data(whole);
    }
    exchange.end(ChunkedDecoder.NO_TRAILERS);
    exchange.flush();
  }

  private void refuse(Answer answer) {
    finish();
    client.answer(answer);
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
    budget.giveBack(paid);
    paid = 0;
    if (head != null) {
      head.release();
      head = null;
    }
    if (body != null) {
      body.release();
      body = null;
    }
  }
}
