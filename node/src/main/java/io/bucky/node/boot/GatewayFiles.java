package io.bucky.node.boot;

import io.bucky.base.AtomicFile;
import io.bucky.base.Parsed;
import io.bucky.identity.DeviceIdentity;
import io.bucky.json.Json;
import io.bucky.zone.GatewayInfo;
import io.bucky.zone.GatewaySettings;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.Ports;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The two files that the gateway follows: `etc/gateway.json` with what to open, and
/// `etc/node_gateway_info.json` with who answers. Written only when they change.
public final class GatewayFiles {
  private static final int WEIGHT = 100;
  private static final String PANEL = "control-panel";

  private final ZoneLayout layout;
  private final MachineSettings machine;
  private final DeviceIdentity identity;
  private final Optional<Path> web;

  /// @param web folder of the panel's files
  public GatewayFiles(
      ZoneLayout layout, MachineSettings machine, DeviceIdentity identity, Optional<Path> web) {
    this.layout = layout;
    this.machine = machine;
    this.identity = identity;
    this.web = web;
  }

  /// @param standardPorts whether this process may bind ports 80 and 443
  /// @param containerBridge address by which containers reach this machine
  public void writeSettings(boolean standardPorts, Optional<String> containerBridge)
      throws IOException {
    Ports ports = machine.ports();
    var listeners = new ArrayList<GatewaySettings.Listener>();
    for (String address : machine.listen()) {
      listeners.add(new GatewaySettings.Listener(address, ports.http(), "http", false));
      listeners.add(new GatewaySettings.Listener(address, ports.https(), "https", false));
      if (standardPorts && ports.base() == Ports.STANDARD_BASE) {
        listeners.add(new GatewaySettings.Listener(address, 80, "http", true));
        listeners.add(new GatewaySettings.Listener(address, 443, "https", true));
      }
    }
    listeners.add(new GatewaySettings.Listener("127.0.0.1", ports.nodeGateway(), "node", false));
    containerBridge.ifPresent(address ->
        listeners.add(new GatewaySettings.Listener(address, ports.nodeGateway(), "node", true)));
    var settings =
        new GatewaySettings(
            List.copyOf(listeners),
            web.map(Path::toString).orElse(""),
            Optional.empty(), // the gateway's own authority makes them
            Optional.empty(),
            Optional.empty(),
            ports.gatewayStatus(),
            new GatewaySettings.WebPorts(ports.http(), ports.https()));
    writeChanged(layout.gatewaySettings(), Json.writeBytes(settings));
  }

  /// What holds before the scheduler has said anything: the kernel services by their ports, trust
  /// in the owner and in this device. An earlier answer of the scheduler is better and stays.
  public void writeFirstInfo() throws IOException {
    if (!hasInfoOfThisZone()) {
      writeChanged(layout.gatewayInfo(), Json.writeBytes(firstInfo()));
    }
  }

  private boolean hasInfoOfThisZone() throws IOException {
    try {
      var info = Json.read(Files.readString(layout.gatewayInfo()), GatewayInfo.class).toOptional();
      return info.filter(known ->
              known.nodeInfo() != null
                  && identity.zoneHost().equals(known.nodeInfo().thisZoneHost())
                  && portsOf(known).equals(portsOf(firstInfo())))
          .isPresent();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static Optional<Integer> portsOf(GatewayInfo info) {
    return Optional.ofNullable(info.serviceInfo().get("system_config"))
        .flatMap(service -> service.selector().values().stream().findFirst())
        .map(GatewayInfo.Place::port);
  }

  GatewayInfo firstInfo() {
    Ports ports = machine.ports();
    var services = new TreeMap<String, GatewayInfo.Service>();
    services.put("system_config", new GatewayInfo.Service(here(ports.systemConfig())));
    services.put("verify-hub", new GatewayInfo.Service(here(ports.verifyHub())));
    services.put("task-manager", new GatewayInfo.Service(here(ports.taskManager())));
    services.put("scheduler", new GatewayInfo.Service(here(ports.scheduler())));
    services.put(PANEL, new GatewayInfo.Service(here(ports.controlPanel())));
    var apps = new TreeMap<String, GatewayInfo.App>();
    apps.put("_", panel(ports));
    apps.put("sys", panel(ports));
    var trust = new TreeMap<String, String>();
    String owner = identity.ownerKey().x();
    trust.put("root", owner);
    trust.put("$default", owner);
    trust.put(identity.owner().toString(), owner);
    String device = identity.document().key().x();
    trust.put(identity.name(), device);
    trust.put(identity.did().toString(), device);
    return new GatewayInfo(
        new GatewayInfo.NodeInfo(identity.name(), identity.zoneHost()), apps, services, trust);
  }

  private GatewayInfo.App panel(Ports ports) {
    return new GatewayInfo.App(
        Optional.of(PANEL),
        here(ports.controlPanel()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private SortedMap<String, GatewayInfo.Place> here(int port) {
    var place = new TreeMap<String, GatewayInfo.Place>();
    place.put(identity.name(), new GatewayInfo.Place(port, WEIGHT));
    return place;
  }

  /// Takes over what the scheduler derived. Text that is not a [GatewayInfo] is refused, so that
  /// the gateway keeps the last good one.
  public Parsed<GatewayInfo> writeInfo(String text) throws IOException {
    Parsed<GatewayInfo> info = Json.read(text, GatewayInfo.class);
    if (info instanceof Parsed.Ok<GatewayInfo>) {
      writeChanged(layout.gatewayInfo(), text.getBytes(StandardCharsets.UTF_8));
    }
    return info;
  }

  private static void writeChanged(Path file, byte[] content) throws IOException {
    if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
      AtomicFile.write(file, content);
    }
  }
}
