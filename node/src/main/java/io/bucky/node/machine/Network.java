package io.bucky.node.machine;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;

/// What this process may do with the machine's network.
public final class Network {
  private static final int CAP_NET_BIND_SERVICE = 10; // linux/capability.h

  private Network() {}

  /// May this process, and what it starts, bind ports below 1024?
  public static boolean mayBindStandardPorts(Proc proc) {
    String least = proc.text("sys/net/ipv4/ip_unprivileged_port_start").strip();
    if (!least.isEmpty() && Integer.parseInt(least) <= 80) {
      return true;
    }
    return proc.text("self/status")
        .lines()
        .filter(line -> line.startsWith("CapEff:"))
        .map(line -> new BigInteger(line.substring("CapEff:".length()).strip(), 16))
        .anyMatch(set -> set.testBit(CAP_NET_BIND_SERVICE));
  }

  /// The address of the container engine's bridge, which containers call `host.docker.internal`.
  public static Optional<String> containerBridge() {
    try {
      NetworkInterface bridge = NetworkInterface.getByName("docker0");
      return bridge == null
          ? Optional.empty()
          : bridge
              .inetAddresses()
              .filter(Inet4Address.class::isInstance)
              .map(InetAddress::getHostAddress)
              .findFirst();
    } catch (SocketException e) {
      return Optional.empty();
    }
  }
}
