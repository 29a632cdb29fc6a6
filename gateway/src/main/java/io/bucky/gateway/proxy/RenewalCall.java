package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.ChunkedDecoder;
import io.bucky.gateway.http.FieldKind;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.route.Endpoint;
import io.bucky.identity.TokenVerifier;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `POST /sso_refresh` at the control panel, in the name of a browser that does not know that its
/// session ended. One event loop.
final class RenewalCall implements Client, Timed {
  private final Loop loop;
  private final Peer peer;
  private final TokenVerifier verifier;
  private final Renewals.Waiter told;
  private final List<String> cookies = new ArrayList<>();
  private final long deadline;
  private final ExchangeRecord record;
  private BodySink sink = Discard.BODY;
  private int status;
  private boolean over;

  private RenewalCall(Loop loop, Peer peer, TokenVerifier verifier, Renewals.Waiter told) {
    this.loop = loop;
    this.peer = peer;
    this.verifier = verifier;
    this.told = told;
    this.record = new ExchangeRecord(loop);
    this.deadline = loop.nanos() + Limits.RENEWAL_NANOS;
  }

  /// @param host the app's host as the browser asked for it
  /// @param told hears the outcome once, on this loop
  static void start(
      Client browser,
      String host,
      String refreshToken,
      Endpoint panel,
      TokenVerifier verifier,
      Renewals.Waiter told) {
    var call = new RenewalCall(browser.loop(), browser.peer(), verifier, told);
    String head =
        "POST /sso_refresh HTTP/1.1\r\nHost: %s\r\nX-Forwarded-Host: %s\r\n".formatted(host, host)
            + "Cookie: %s=%s\r\nContent-Length: 0\r\n"
                .formatted(LoginCookies.REFRESH, refreshToken);
    byte[] lines = head.getBytes(StandardCharsets.ISO_8859_1);
    byte[] from = browser.peer().forwarded();
    ByteBuf out = call.loop.allocator().directBuffer(lines.length + from.length + 2);
    out.writeBytes(lines).writeBytes(from).writeByte('\r').writeByte('\n');
    call.loop.watch(call);
    // Sent twice it gets the same answer: the panel remembers for a moment, and verify-hub writes
    // down what it needs to say it again when both were ended before anybody heard it.
    var exchange =
        new ProxyExchange(call, panel, out, true, false, ProxyExchange.Manner.REPEATABLE, false);
    exchange.start(false);
    exchange.end(ChunkedDecoder.NO_TRAILERS);
    exchange.flush();
  }

  @Override
  public void head(Head head, long length) {
    status = head.status();
    for (int i = 0; i < head.fieldCount(); i++) {
      if (head.kind(i) == FieldKind.SET_COOKIE && LoginCookies.isLogin(head.value(i))) {
        cookies.add(head.value(i));
      }
    }
  }

  @Override
  public void data(ByteBuf data) {
    data.release(); // the cookies say it all
  }

  @Override
  public void end(byte[] trailers) {
    switch (status) {
      case 200 ->
          settle(
              session()
                  .<Renewals.Outcome>map(login -> new Renewals.Outcome.Renewed(login, cookies))
                  .orElseGet(() -> unavailable("it gave a session that does not verify here")));
      case 401, 403 -> settle(new Renewals.Outcome.Refused());
      default -> settle(unavailable("it answered " + status));
    }
  }

  private Optional<Login> session() {
    String start = LoginCookies.SESSION + "=";
    return cookies.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).split(";", 2)[0])
        .flatMap(token -> Login.of(token, verifier).stream())
        .findFirst();
  }

  @Override
  public void abort() {
    settle(unavailable("it broke off"));
  }

  @Override
  public void answer(Answer answer) {
    settle(unavailable("it cannot be reached"));
  }

  private static Renewals.Outcome unavailable(String why) {
    return new Renewals.Outcome.Unavailable(why);
  }

  private void settle(Renewals.Outcome outcome) {
    if (!over) {
      over = true;
      loop.forget(this);
      told.settled(outcome);
    }
  }

  @Override
  public long deadlineNanos() {
    return deadline;
  }

  @Override
  public void timedOut() {
    sink.gone();
    settle(unavailable("it takes too long"));
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public Peer peer() {
    return peer;
  }

  /// Counted as a renewal, not as a request.
  @Override
  public ExchangeRecord record() {
    return record;
  }

  @Override
  public void sink(BodySink next) {
    sink = next;
  }

  @Override
  public void pauseBody() {
    // there is no body
  }

  @Override
  public void resumeBody() {
    // there is no body
  }

  @Override
  public void cookies(List<String> values) {
    // nobody keeps cookies here
  }

  @Override
  public void flush() {
    // nothing leaves
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void sendContinue() {
    // there is no body
  }

  @Override
  public void upgrade(Head head, UpstreamConnection upstream) {
    upstream.close();
    abort();
  }
}
