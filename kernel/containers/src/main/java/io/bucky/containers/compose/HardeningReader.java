package io.bucky.containers.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads what a component asks of the kernel: capabilities, devices, security options, the host's
/// own namespaces. What nobody can grant is fatal, and kept for the permission sheet.
final class HardeningReader {
  private boolean readOnly;
  private final List<String> capAdd = new ArrayList<>();
  private final List<String> capDrop = new ArrayList<>();
  private final List<String> securityOpt = new ArrayList<>();
  private final List<Component.Device> devices = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();
  private final SortedMap<String, String> sysctls = new TreeMap<>();
  private final List<String> refused = new ArrayList<>();

  /// Takes one key of a component; false when it is not about hardening.
  boolean take(String key, Node node) {
    switch (key) {
      case "privileged" -> {
        if (node.isTrue()) {
          refuse(node, "privileged", "a privileged container owns the machine");
        }
      }
      case "cap_add" -> node.texts().forEach(name -> capability(node, name));
      case "cap_drop" -> node.texts().forEach(name -> drop(node, name));
      case "security_opt" -> node.texts().forEach(option -> securityOption(node, option));
      case "devices" -> node.items().forEach(this::device);
      case "group_add" -> node.texts().forEach(name -> group(node, name));
      case "read_only" -> readOnly = node.isTrue();
      case "sysctls" -> node.pairs().forEach((name, value) -> sysctl(node, name, value));
      case "pid", "ipc", "uts", "userns_mode", "cgroup" -> namespace(key, node);
      case "use_api_socket" -> {
        if (node.isTrue()) {
          refuse(node, "docker-socket", "the engine's socket is never given to an app");
        }
      }
      case "device_cgroup_rules" ->
          refuse(node, "devices", "rules for whole classes of devices are never given to an app");
      default -> {
        return false;
      }
    }
    return true;
  }

  void hostNetwork(Node node) {
    refuse(node, "host-network", "the machine's own network is never given to an app");
  }

  Component.Hardening done(MountReader mounts) {
    devices.addAll(mounts.devices());
    refused.addAll(mounts.refused());
    devices.stream()
        .filter(device -> HostPaths.deviceRefused(device.host()))
        .forEach(device -> refused.add("device:" + device.host()));
    return new Component.Hardening(
        readOnly,
        capAdd.stream().distinct().toList(),
        capDrop.stream().distinct().toList(),
        securityOpt.stream().distinct().toList(),
        devices.stream().distinct().toList(),
        groups.stream().distinct().toList(),
        sysctls,
        refused.stream().distinct().toList());
  }

  private void refuse(Node node, String word, String why) {
    refused.add(word);
    node.fatal(why);
  }

  private void capability(Node node, String name) {
    String bare = bare(name);
    if (!Capabilities.known(bare)) {
      node.problem("'" + Node.shown(name) + "' is not a capability");
    } else if (bare.equals("SYS_TIME")) {
      node.ignored("the machine sets its clock itself: apps run without SYS_TIME");
    } else if (Capabilities.refused(bare)) {
      refuse(node, "capability:" + bare, "the capability " + bare + " owns the machine");
    } else {
      capAdd.add(bare);
    }
  }

  private void drop(Node node, String name) {
    if (Capabilities.known(bare(name))) {
      capDrop.add(bare(name));
    } else {
      node.problem("'" + Node.shown(name) + "' is not a capability");
    }
  }

  private void group(Node node, String name) {
    if (Allowed.GROUP.matcher(name).matches()) {
      groups.add(name);
    } else {
      node.problem("'" + Node.shown(name) + "' is not a group");
    }
  }

  private static String bare(String name) {
    String upper = name.strip().toUpperCase(Locale.ROOT);
    return upper.startsWith("CAP_") ? upper.substring(4) : upper;
  }

  private void securityOption(Node node, String option) {
    String normal = option.strip().replaceFirst(":", "=");
    switch (normal) {
      case "no-new-privileges", "no-new-privileges=true" -> {} // so it is anyway
      case "no-new-privileges=false" -> securityOpt.add("new-privileges");
      case "seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined" ->
          securityOpt.add(normal);
      default -> {
        if (!normal.startsWith("label=")) {
          node.ignored("the security option '" + Node.shown(option) + "' has no effect here");
        }
      }
    }
  }

  private void device(Node node) {
    Optional<String> text = node.isMap() ? node.at("source").text() : node.text();
    if (text.isEmpty()) {
      return;
    }
    if (node.isMap()) {
      node.nameUnknown(List.of("source", "target", "permissions"));
    }
    String[] parts = text.get().split(":");
    String host = parts[0];
    String inside = parts.length > 1 ? parts[1] : host;
    inside = node.isMap() ? node.at("target").text().orElse(inside) : inside;
    String access = parts.length > 2 ? parts[2] : "rwm";
    access = node.isMap() ? node.at("permissions").text().orElse(access) : access;
    if (!host.startsWith("/dev/") || host.contains("..") || !access.matches("[rwm]{1,3}")) {
      node.problem("'" + Node.shown(text.get()) + "' is not a device below /dev");
      return;
    }
    if (HostPaths.deviceRefused(host)) {
      node.fatal(host + " is the machine's memory or disk and is never given to an app");
    }
    devices.add(new Component.Device(HostPaths.normalize(host), inside, access));
  }

  private void sysctl(Node node, String name, Optional<String> value) {
    if (Allowed.SYSCTL.matcher(name).matches() && value.isPresent()) {
      sysctls.put(name, value.get());
    } else {
      node.ignored(
          "the setting " + Node.shown(name) + " is the whole machine's, not a container's");
    }
  }

  private void namespace(String key, Node node) {
    String mode = node.text().orElse("");
    if (mode.equals("host")) {
      refuse(node, "host-" + key, "the machine's own " + key + " is never given to an app");
    } else if (mode.contains(":")) {
      node.fatal("sharing the " + key + " of another container is not possible here");
    } else if (!List.of("", "private", "shareable", "none").contains(mode)) {
      node.ignored("'" + Node.shown(mode) + "' has no effect here");
    }
  }
}
