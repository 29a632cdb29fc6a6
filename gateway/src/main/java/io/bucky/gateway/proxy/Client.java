package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.Head;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// The client's side of one exchange, HTTP/1 or HTTP/2.
///
/// Calls come on its loop and in this order: [#sink]; then [#answer], or [#head], [#data] any
/// number of times, [#end]; [#abort] ends it early. One event loop.
public interface Client {
  Loop loop();

  /// What is known of the connection.
  Peer peer();

  /// What is counted of this exchange.
  ExchangeRecord record();

  /// The request was HEAD: no body goes out.
  default boolean isHead() {
    return record().isHead();
  }

  /// Says where the request body goes. [BodySink#data] may be called before this returns to the
  /// loop, not before this returns.
  void sink(BodySink sink);

  /// Counts this exchange for `route` when it ends.
  default void route(RouteStats route) {
    record().route(route);
  }

  /// No more of the request body is read until [#resumeBody].
  void pauseBody();

  void resumeBody();

  /// Values of `Set-Cookie` that leave with the answer, whoever gives it.
  void cookies(List<String> values);

  /// @param head the upstream's answer
  /// @param length of the body, -1 when its end shows later
  void head(Head head, long length);

  /// @param data owned by the client from here
  void data(ByteBuf data);

  void end(byte[] trailers);

  void flush();

  /// The answer cannot be finished; the client must see that it is cut.
  void abort();

  /// A whole answer of the gateway's own.
  void answer(Answer answer);

  /// False: the client is slower than its answer; [BodySink#writable] says when it has caught up.
  boolean isWritable();

  /// `100 Continue`, when the client waits for it.
  void sendContinue();

  /// Changes the connection to WebSocket: sends `head` (101), then bytes pass both ways.
  void upgrade(Head head, UpstreamConnection upstream);
}
