package io.bucky.gateway.proxy;

import org.jspecify.annotations.Nullable;

/// What is known of one exchange with a client: what was asked, what is answered, how long it
/// takes. Counted once, when it is over. One event loop.
final class ExchangeRecord {
  private static final int CUT = 0;

  private final Loop loop;
  private @Nullable RouteStats route;
  private boolean headRequest;
  private int status = CUT;
  private long since;

  ExchangeRecord(Loop loop) {
    this.loop = loop;
  }

  /// Another exchange begins.
  void begin(boolean isHead) {
    headRequest = isHead;
    status = CUT;
    route = null;
    since = loop.nanos();
  }

  boolean isHead() {
    return headRequest;
  }

  void route(RouteStats stats) {
    route = stats;
  }

  void answered(int with) {
    status = with;
  }

  boolean isAnswered() {
    return status != CUT;
  }

  /// The answer has no body, whatever its fields say.
  boolean isBodyless() {
    return headRequest || status == 204 || status == 304;
  }

  void over() {
    RouteStats stats = route;
    if (stats != null) {
      route = null;
      stats.record(status, loop.nanos() - since);
    }
  }

  /// It broke off.
  void cut() {
    status = CUT;
    over();
  }
}
