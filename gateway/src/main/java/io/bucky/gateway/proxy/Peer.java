package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Head;
import io.bucky.gateway.route.RouteTable;
import io.bucky.gateway.route.Site;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What is known of a client connection, and the site of its last request, which is nearly always
/// that of the next. One event loop.
public final class Peer {
  private final String address;
  private final Door door;
  private final byte[] forwarded;
  private byte[] lastHost = new byte[0];
  private @Nullable RouteTable lastTable;
  private @Nullable Site lastSite;

  public Peer(String address, Door door) {
    this.address = address;
    this.door = door;
    this.forwarded =
        "X-Forwarded-For: %s\r\nX-Real-IP: %s\r\nX-Forwarded-Proto: %s\r\n"
            .formatted(address, address, door == Door.HTTPS ? "https" : "http")
            .getBytes(StandardCharsets.US_ASCII);
  }

  public String address() {
    return address;
  }

  public Door door() {
    return door;
  }

  /// The lines that tell an upstream who the client is.
  byte[] forwarded() {
    return forwarded;
  }

  Site site(RouteTable table, Head head) {
    Site site = lastSite;
    if (site == null || lastTable != table || !head.hostEquals(lastHost)) {
      site = table.site(head.host(), door == Door.NODE);
      lastHost = head.hostBytes();
      lastTable = table;
      lastSite = site;
    }
    return site;
  }
}
