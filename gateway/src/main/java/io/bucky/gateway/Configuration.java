package io.bucky.gateway;

import io.bucky.base.Parsed;
import io.bucky.gateway.proxy.Door;
import io.bucky.identity.PublicKey;
import io.bucky.json.Json;
import io.bucky.zone.GatewayInfo;
import io.bucky.zone.GatewaySettings;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.Ports;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Reads and checks what the gateway is told. Pure.
final class Configuration {
  private static final int PORT_MAX = 65_535;

  private Configuration() {}

  /// Reads `etc/gateway.json`.
  static Parsed<GatewaySettings> settings(String text) {
    return Json.read(text, GatewaySettings.class).flatMap(Configuration::checked);
  }

  @SuppressWarnings("DataFlowIssue") // members that the file leaves out are null here
  private static Parsed<GatewaySettings> checked(GatewaySettings settings) {
    if (settings.listeners() == null || settings.webPorts() == null) {
      return Parsed.malformed("`listeners` or `web_ports` is missing");
    }
    if (settings.status() < 0 || settings.status() > PORT_MAX) {
      return Parsed.malformed("`status` " + settings.status() + " is not a port");
    }
    var seen = new HashSet<String>();
    for (GatewaySettings.Listener listener : settings.listeners()) {
      String place = listener.address() + ":" + listener.port();
      if (listener.address() == null || listener.kind() == null) {
        return Parsed.malformed("a listener has no `address` or no `kind`");
      }
      if (Door.of(listener.kind()).isEmpty() || listener.kind().equals(Door.STATUS.wire())) {
        return Parsed.malformed("listener " + place + " has the unknown kind " + listener.kind());
      }
      if (listener.port() < 0 || listener.port() > PORT_MAX) {
        return Parsed.malformed("listener " + place + " has no valid port");
      }
      if (listener.port() != 0 && !seen.add(place)) {
        return Parsed.malformed("two listeners want " + place);
      }
    }
    return Parsed.ok(
        new GatewaySettings(
            List.copyOf(settings.listeners()),
            settings.panel() == null ? "" : settings.panel(),
            orEmpty(settings.certificate()),
            orEmpty(settings.privateKey()),
            orEmpty(settings.authority()),
            settings.status(),
            settings.webPorts()));
  }

  private static Optional<String> orEmpty(Optional<String> value) {
    return value == null ? Optional.empty() : value;
  }

  /// Reads `etc/node_gateway_info.json`.
  static Parsed<GatewayInfo> info(String text) {
    return Json.read(text, GatewayInfo.class).flatMap(Configuration::checked);
  }

  private static Parsed<GatewayInfo> checked(GatewayInfo info) {
    GatewayInfo.NodeInfo node = info.nodeInfo();
    if (node == null
        || node.thisNodeId() == null
        || node.thisZoneHost() == null
        || node.thisZoneHost().isBlank()) {
      return Parsed.malformed("`node_info` is missing or incomplete");
    }
    for (var key : info.trustKey().entrySet()) {
      if (key.getValue() == null
          || PublicKey.parseX(key.getValue()) instanceof Parsed.Malformed<PublicKey>) {
        return Parsed.malformed("`trust_key` of " + key.getKey() + " is not an Ed25519 key");
      }
    }
    for (var app : info.appInfo().entrySet()) {
      int port = app.getValue().port().orElse(1);
      if (port < 1 || port > PORT_MAX) {
        return Parsed.malformed("`app_info` of " + app.getKey() + " has no valid port");
      }
    }
    return Parsed.ok(info);
  }

  /// What a machine that was told nothing opens.
  static GatewaySettings standard(MachineSettings machine, String panel) {
    Ports ports = machine.ports();
    List<GatewaySettings.Listener> listeners = new ArrayList<>();
    for (String address : machine.listen()) {
      listeners.add(new GatewaySettings.Listener(address, ports.http(), "http", false));
      listeners.add(new GatewaySettings.Listener(address, ports.https(), "https", false));
    }
    listeners.add(new GatewaySettings.Listener("127.0.0.1", ports.nodeGateway(), "node", false));
    return new GatewaySettings(
        listeners,
        panel,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ports.gatewayStatus(),
        new GatewaySettings.WebPorts(ports.http(), ports.https()));
  }
}
