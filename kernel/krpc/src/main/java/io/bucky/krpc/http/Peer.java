package io.bucky.krpc.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import java.util.Optional;

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

  /// Where a browser asked, when a program of this machine says that it hands on a request. Few
  /// methods want to know: it is not taken apart here.
  static Optional<String> page(Channel channel, HttpRequest request) {
    String host = request.headers().get("X-Forwarded-Host");
    boolean trusted =
        host != null
            && host.length() <= FORWARDED_CHARS_MAX
            && channel.remoteAddress() instanceof InetSocketAddress inet
            && inet.getAddress() != null
            && inet.getAddress().isLoopbackAddress();
    String proto = request.headers().get("X-Forwarded-Proto");
    return trusted
        ? Optional.of((proto == null ? "http" : proto) + "://" + host)
        : Optional.empty();
  }
}
