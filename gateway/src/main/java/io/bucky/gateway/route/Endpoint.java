package io.bucky.gateway.route;

/// Where an upstream listens on this machine.
///
/// @param name for counters and messages: a service, or an app's host label
public record Endpoint(String name, String address, int port) {
  /// An upstream on this node.
  public static Endpoint local(String name, int port) {
    return new Endpoint(name, "127.0.0.1", port);
  }

  @Override
  public String toString() {
    return name + " at " + address + ":" + port;
  }
}
