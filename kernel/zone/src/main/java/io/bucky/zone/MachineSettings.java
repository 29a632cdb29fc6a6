package io.bucky.zone;

import java.util.List;
import java.util.Map;

/// `etc/machine.json`: what this machine is told by the person who runs it. Read once per program.
///
/// @param portBase see [Ports]
/// @param listen addresses that the gateway's web ports and the activation page bind; `127.0.0.1`
///   unless the zone was opened to the LAN
/// @param web3Bridge DID method to bridge host, for names that a bridge answers
/// @param engineSocket the container engine's socket; empty text: found by itself
public record MachineSettings(
    int portBase, List<String> listen, Map<String, String> web3Bridge, String engineSocket) {
  public MachineSettings {
    listen = listen == null || listen.isEmpty() ? List.of("127.0.0.1") : List.copyOf(listen);
    web3Bridge = web3Bridge == null ? Map.of() : Map.copyOf(web3Bridge);
    engineSocket = engineSocket == null ? "" : engineSocket;
    portBase = portBase == 0 ? Ports.STANDARD_BASE : portBase;
  }

  public static MachineSettings standard() {
    return new MachineSettings(Ports.STANDARD_BASE, List.of(), Map.of(), "");
  }

  public Ports ports() {
    return new Ports(portBase);
  }
}
