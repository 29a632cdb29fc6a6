package io.bucky.gateway.proxy;

import io.bucky.gateway.http.FieldKind;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadWriter;
import io.bucky.gateway.route.Endpoint;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// Writes requests for upstreams and starts their exchanges. One event loop per call.
final class Forwarding {
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9._@-]{1,128}");
  private static final byte[] NOTHING = {};
  private static final byte[] LINE_END = {'\r', '\n'};

  private Forwarding() {}

  /// Hands the request on.
  ///
  /// @param user who was verified, or empty
  /// @param internal a service of the zone, which may see all login cookies
  /// @return what takes its body, if there is one
  static ProxyExchange start(
      Head head, Client client, Endpoint endpoint, String user, boolean internal) {
    byte[] own = internal ? NOTHING : cookiesForApp(head, Optional.empty());
    return start(head, client, endpoint, lines(client.peer(), user, own), internal);
  }

  /// Hands a request on to an app, in a session that was just renewed.
  ///
  /// @return what takes its body, if there is one
  static BodySink renewed(Head head, Client client, Endpoint endpoint, Login login) {
    byte[] own = cookiesForApp(head, Optional.of(login.compact()));
    return start(head, client, endpoint, lines(client.peer(), login.user(), own), false);
  }

  private static ProxyExchange start(
      Head head, Client client, Endpoint endpoint, byte[] extra, boolean internal) {
    boolean websocket = head.isWebsocketUpgrade() && head.isMethod("GET");
    boolean hasBody = head.isChunked() || head.contentLength() > 0;
    boolean harmless = head.isMethod("GET") || head.isMethod("HEAD") || head.isMethod("OPTIONS");
    ProxyExchange.Manner manner = ProxyExchange.Manner.ONCE;
    if (websocket) {
      manner = ProxyExchange.Manner.WEBSOCKET;
    } else if (harmless && !hasBody) {
      manner = ProxyExchange.Manner.REPEATABLE;
    }
    ByteBuf out = buffer(head, client, extra);
    HeadWriter.request(head, out, extra, true, head.isChunked(), websocket);
    out.writeBytes(LINE_END);
    client.sendContinue();
    var exchange =
        new ProxyExchange(
            client, endpoint, out, internal, head.isChunked(), manner, head.wantsHtml());
    exchange.start(hasBody);
    return exchange;
  }

  /// A head without length and without its empty line, for a body that is read first.
  static ByteBuf openHead(Head head, Client client) {
    byte[] extra = client.peer().forwarded();
    ByteBuf out = buffer(head, client, extra);
    HeadWriter.request(head, out, extra, false, false, false);
    return out;
  }

  private static ByteBuf buffer(Head head, Client client, byte[] extra) {
    return client.loop().allocator().directBuffer(HeadWriter.requestRoom(head) + extra.length);
  }

  private static byte[] lines(Peer peer, String user, byte[] more) {
    byte[] named =
        PLAIN_NAME.matcher(user).matches() ? ascii("Remote-User: " + user + "\r\n") : NOTHING;
    return joined(peer.forwarded(), joined(named, more));
  }

  /// Rewrites the cookie lines of a request that carries what the app may not see.
  private static byte[] cookiesForApp(Head head, Optional<String> renewed) {
    var kept = new ArrayList<String>();
    boolean changed = renewed.isPresent();
    for (int i = 0; i < head.fieldCount(); i++) {
      if (head.kind(i) == FieldKind.COOKIE) {
        String value = head.value(i);
        if (renewed.isPresent() || value.contains(LoginCookies.REFRESH)) {
          changed = true;
          head.drop(i);
          kept.add(LoginCookies.forApp(value, renewed));
        }
      }
    }
    renewed.ifPresent(token -> kept.add(LoginCookies.SESSION + "=" + token));
    kept.removeIf(String::isEmpty);
    return changed && !kept.isEmpty()
        ? ascii("Cookie: " + String.join("; ", kept) + "\r\n")
        : NOTHING;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(byte[] lines, byte[] more) {
    if (more.length == 0) {
      return lines;
    }
    byte[] all = Arrays.copyOf(lines, lines.length + more.length);
    System.arraycopy(more, 0, all, lines.length, more.length);
    return all;
  }
}
