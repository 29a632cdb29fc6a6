package io.bucky.zone;

import java.nio.file.Path;

/// Where everything of a zone lies on one machine. All of it is below one root.
///
/// | path | content | survives uninstall |
/// |---|---|---|
/// | `etc/` | identity, machine settings, generated gateway configuration | no |
/// | `security/` | private keys, 0600 in a 0700 directory | no |
/// | `local/<service>/` | node-local state of a service, the config log among it | no |
/// | `data/home/<user>/` | the user's files and app data | yes |
/// | `data/srv/` | files shared in the zone | yes |
/// | `data/var/<service>/` | data of services | yes |
/// | `logs/`, `run/` | event files; sockets and process ids | no |
public record ZoneLayout(Path root) {
  public ZoneLayout {
    root = root.toAbsolutePath().normalize();
  }

  public Path etc() {
    return root.resolve("etc");
  }

  public Path machineSettings() {
    return etc().resolve("machine.json");
  }

  public Path nodeIdentity() {
    return etc().resolve("node_identity.json");
  }

  public Path startConfig() {
    return etc().resolve("start_config.json");
  }

  /// Listeners, certificates and static folders of the gateway, written by the node daemon.
  public Path gatewaySettings() {
    return etc().resolve("gateway.json");
  }

  /// [GatewayInfo], written by the node daemon from the scheduler's output.
  public Path gatewayInfo() {
    return etc().resolve("node_gateway_info.json");
  }

  public Path security() {
    return root.resolve("security");
  }

  public Path devicePrivateKey() {
    return security().resolve("node_private_key.pem");
  }

  /// The key that seals secrets in system config on an OOD.
  public Path sealKey() {
    return security().resolve("seal.key");
  }

  /// The local certificate authority: `ca.pem`, `ca.key`, and a leaf per zone.
  public Path certificates() {
    return security().resolve("tls");
  }

  public Path local(String service) {
    return root.resolve("local").resolve(service);
  }

  public Path home(String user) {
    return root.resolve("data/home").resolve(user);
  }

  /// What an app keeps for its user.
  public Path appData(String user, String app) {
    return home(user).resolve(".local/share").resolve(app);
  }

  public Path var(String service) {
    return root.resolve("data/var").resolve(service);
  }

  /// What came with an app: compose file and the small files beside it, read-only.
  public Path appPackage(String objectId) {
    return var("packages").resolve(objectId);
  }

  public Path logs() {
    return root.resolve("logs");
  }

  public Path log(String program) {
    return logs().resolve(program + ".log");
  }

  public Path run() {
    return root.resolve("run");
  }

  /// The node daemon's local socket: kRPC frames, peers of the same user only.
  public Path nodeSocket() {
    return run().resolve("node.sock");
  }
}
