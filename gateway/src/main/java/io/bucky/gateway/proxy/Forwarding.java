package io.bucky.gateway.proxy;

import io.bucky.gateway.http.FieldKind;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadWriter;
import io.bucky.gateway.route.Endpoint;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Writes requests for upstreams and starts their exchanges. One event loop per call.
final class Forwarding {
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9._@-]{1,128}");
  private static final byte[] LINE_END = {'\r', '\n'};

  private Forwarding() {}

  /// Hands the request on.
  ///
  /// @param user who was verified, or empty
  /// @param internal a service of the zone, which may see all login cookies
  static void start(Head head, Client client, Endpoint endpoint, String user, boolean internal) {
    boolean websocket = head.isWebsocketUpgrade() && head.isMethod("GET");
    boolean hasBody = head.isChunked() || head.contentLength() > 0;
    boolean repeatable =
        !hasBody
            && !websocket
            && (head.isMethod("GET") || head.isMethod("HEAD") || head.isMethod("OPTIONS"));
    byte[] extra = extra(head, client.peer(), user, internal);
    ByteBuf out = buffer(head, client, extra);
    HeadWriter.request(head, out, extra, true, head.isChunked(), websocket);
    out.writeBytes(LINE_END);
    client.sendContinue();
    new ProxyExchange(
            client, endpoint, out, internal, head.isChunked(), repeatable, head.wantsHtml())
        .start();
  }

  /// A head without length and without its empty line, for a body that is read first.
  static ByteBuf openHead(Head head, Client client) {
    byte[] extra = extra(head, client.peer(), "", true);
    ByteBuf out = buffer(head, client, extra);
    HeadWriter.request(head, out, extra, false, false, false);
    return out;
  }

  private static ByteBuf buffer(Head head, Client client, byte[] extra) {
    return client.loop().allocator().directBuffer(HeadWriter.requestRoom(head) + extra.length);
  }

  private static byte[] extra(Head head, Peer peer, String user, boolean internal) {
    byte[] lines = peer.forwarded();
    if (!user.isEmpty() && PLAIN_NAME.matcher(user).matches()) {
      lines = joined(lines, "Remote-User: " + user + "\r\n");
    }
    return internal ? lines : joined(lines, cookiesForApp(head));
  }

  /// Rewrites the cookie lines of a request that carries the refresh token.
  private static String cookiesForApp(Head head) {
    var lines = new StringBuilder();
    for (int i = 0; i < head.fieldCount(); i++) {
      if (head.kind(i) == FieldKind.COOKIE) {
        String value = head.value(i);
        if (value.contains(LoginCookies.REFRESH)) {
          String rest = LoginCookies.withoutRefresh(value);
          head.drop(i);
          if (!rest.isEmpty()) {
            lines.append("Cookie: ").append(rest).append("\r\n");
          }
        }
      }
    }
    return lines.toString();
  }

  private static byte[] joined(byte[] lines, String more) {
    if (more.isEmpty()) {
      return lines;
    }
    byte[] added = more.getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(lines, lines.length + added.length);
    System.arraycopy(added, 0, all, lines.length, added.length);
    return all;
  }
}
