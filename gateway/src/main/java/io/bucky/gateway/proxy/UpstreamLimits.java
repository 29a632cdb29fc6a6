package io.bucky.gateway.proxy;

/// How far one loop goes for one upstream.
///
/// @param connectionsMax open at once, streams and WebSockets included
/// @param waitingMax requests that wait for one of them; more are told to come back
public record UpstreamLimits(int connectionsMax, int waitingMax) {
  private static final int CONNECTIONS_MAX = 1_024;
  private static final int WAITING_MAX = 1_024;
  private static final int SHARE_MIN = 64;

  /// The share of one loop in what the whole gateway allows itself.
  public static UpstreamLimits share(int loops) {
    return new UpstreamLimits(
        Math.max(SHARE_MIN, CONNECTIONS_MAX / loops), Math.max(SHARE_MIN, WAITING_MAX / loops));
  }
}
