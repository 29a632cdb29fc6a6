package io.bucky.krpc.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;

/// Who is at the other end.
final class Peer {
  private static final int FORWARDED_CHARS_MAX = 256;

  private Peer() {}

  /// The peer's address; when the peer is on this machine and says for whom it asks, that address:
  /// only the gateway and this machine's own programs can reach us from loopback.
  static String of(Channel channel, HttpRequest request) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress inet) || inet.getAddress() == null) {
      return "";
    }
    if (inet.getAddress().isLoopbackAddress()) {
      String forwarded = request.headers().get("X-Forwarded-For");
      if (forwarded != null && forwarded.length() <= FORWARDED_CHARS_MAX) {
        String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        if (!last.isEmpty()) {
          return last;
        }
      }
    }
    return inet.getAddress().getHostAddress();
  }
}
