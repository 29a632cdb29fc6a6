package io.bucky.gateway.route;

import java.util.Optional;

/// What the gateway does with one request.
public sealed interface Decision {
  /// Hand it on, with bodies streamed both ways.
  ///
  /// @param internal the upstream is a service of the zone, which may see the zone's login cookies
  record Forward(Endpoint endpoint, boolean internal) implements Decision {}

  /// A kRPC call: read the body, check the token, hand it on.
  record Kapi(String service, Optional<Endpoint> endpoint, int bodyBytesMax) implements Decision {}

  /// An event stream of a service: check the bearer token, then stream or change to WebSocket.
  record Watch(Optional<Endpoint> endpoint) implements Decision {}

  /// An app's page: forwarded when it is public or the cookie's token is for it.
  record AppPage(Site.App app) implements Decision {}

  /// A file of the panel; paths without a dot are pages of the panel's own router.
  record PanelFile() implements Decision {}

  /// A file that a user published.
  record PublishedFile() implements Decision {}

  /// The local authority's certificate, to be installed by the person.
  record AuthorityCertificate() implements Decision {}

  /// On to the zone host, with the same path.
  record ToZoneHost() implements Decision {}

  record NoSuchHost(String name) implements Decision {}

  record NoSuchPath() implements Decision {}

  record MethodNotAllowed(String allowed) implements Decision {}

  /// The service is known, but nobody answers for it on this node.
  record NoUpstream(String name) implements Decision {}

  record ZoneStarting() implements Decision {}
}
