package io.bucky.krpc.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.server.Request;

/// Who is at the other end.
final class Peers {
  private Peers() {}

  /// The peer's address; when the peer is on this machine and says for whom it asks, that address:
  /// only the gateway and this machine's own programs can reach us from loopback.
  static String address(Request request) {
    SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
    if (!(peer instanceof InetSocketAddress inet) || inet.getAddress() == null) {
      return "";
    }
    if (inet.getAddress().isLoopbackAddress()) {
      String forwarded = request.getHeaders().get("X-Forwarded-For");
      if (forwarded != null && forwarded.length() <= 256) {
        String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        if (!last.isEmpty()) {
          return last;
        }
      }
    }
    return inet.getAddress().getHostAddress();
  }
}
