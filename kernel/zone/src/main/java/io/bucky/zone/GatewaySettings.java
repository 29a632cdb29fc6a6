package io.bucky.zone;

import java.util.List;
import java.util.Optional;

/// `etc/gateway.json`: what the gateway of one node opens. Written by the node daemon; the gateway
/// follows every change without dropping a connection.
///
/// @param listeners addresses to open
/// @param panel folder of the panel's web files
/// @param certificate PEM chain for the zone and `*.<zone>`
/// @param privateKey PEM, PKCS#8
/// @param authority PEM of the local CA, offered for download at `/.well-known/local-ca.pem`
/// @param status loopback port of `/healthz`, `/readyz` and `/metrics`
/// @param webPorts the ports a person types, for links: plain and TLS
public record GatewaySettings(
    List<Listener> listeners,
    String panel,
    Optional<String> certificate,
    Optional<String> privateKey,
    Optional<String> authority,
    int status,
    WebPorts webPorts) {
  /// @param kind `http`, `https`, or `node` (the node gateway, for local services and containers)
  /// @param optional true: go on without it when it cannot be bound (ports 80 and 443)
  public record Listener(String address, int port, String kind, boolean optional) {}

  public record WebPorts(int http, int https) {}
}
