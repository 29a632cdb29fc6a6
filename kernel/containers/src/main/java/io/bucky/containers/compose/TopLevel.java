package io.bucky.containers.compose;

import io.bucky.base.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The top-level `networks`, `volumes`, `configs` and `secrets` of a file.
final class TopLevel {
  /// What the engine takes as a name.
  static final String NAME = "[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}";

  private final AppPackage files;
  private final SortedMap<String, String> values;
  private final SortedMap<String, ComposeApp.Network> networks = new TreeMap<>();
  private final SortedMap<String, Volume> volumes = new TreeMap<>();
  private final SortedMap<String, Text> texts = new TreeMap<>();

  TopLevel(Node root, AppPackage files, SortedMap<String, String> values) {
    this.files = files;
    this.values = values;
    root.at("networks")
        .entries()
        .forEach((name, node) -> {
          if (name.matches(NAME)) {
            networks.put(name, network(node));
          } else {
            node.problem("this is not the name of a network");
          }
        });
    root.at("volumes").entries().forEach((name, node) -> volumes.put(name, volume(node)));
    for (String kind : List.of("configs", "secrets")) {
      root.at(kind).entries().forEach((name, node) -> texts.put(kind + "." + name, text(node)));
    }
  }

  SortedMap<String, ComposeApp.Network> networks() {
    return networks;
  }

  Volume volume(String name) {
    return volumes.getOrDefault(name, new Volume.Unknown());
  }

  /// @param kind `configs` or `secrets`
  Text text(String kind, String name) {
    return texts.getOrDefault(kind + "." + name, new Text.Unknown());
  }

  sealed interface Volume {
    /// A folder of the app's data.
    record Own() implements Volume {}

    /// A path of the machine, or a relative one, under a volume's name.
    record Bound(String path) implements Volume {}

    record Unknown() implements Volume {}
  }

  sealed interface Text {
    /// @param path in the package
    record File(String path) implements Text {}

    record Content(String text) implements Text {}

    record Unknown() implements Text {}
  }

  private static ComposeApp.Network network(Node node) {
    if (node.absent()) {
      return new ComposeApp.Network(false);
    }
    node.entries()
        .forEach((key, item) -> {
          switch (key) {
            case "internal" -> {}
            case "name", "labels", "attachable" ->
                item.ignored("the app's network belongs to it alone, and is named by the zone");
            case "external" -> {
              if (item.isMap() || item.isTrue()) {
                item.ignored("every app has networks of its own; it is not shared with others");
              }
            }
            case "driver" -> {
              String driver = item.text().orElse("bridge");
              if (!List.of("bridge", "overlay", "default").contains(driver)) {
                item.ignored("the app's network is a bridge, not " + Node.shown(driver));
              }
            }
            case "driver_opts", "ipam", "enable_ipv4", "enable_ipv6" ->
                item.ignored("addresses are given out by the engine");
            default -> {
              if (!key.startsWith("x-")) {
                item.ignored("this key is not known here");
              }
            }
          }
        });
    return new ComposeApp.Network(node.at("internal").isTrue());
  }

  private static Volume volume(Node node) {
    if (node.absent()) {
      return new Volume.Own();
    }
    node.nameUnknown(List.of("driver", "driver_opts", "external"));
    Node external = node.at("external");
    if (!external.absent() && (external.isMap() || external.isTrue())) {
      external.ignored("the volume becomes a folder of this app's data");
    }
    String driver = node.at("driver").text().orElse("local");
    if (!driver.equals("local")) {
      node.at("driver").fatal("only the driver local is here, not " + Node.shown(driver));
    }
    Node options = node.at("driver_opts");
    if (!options.absent()) {
      options.nameUnknown(List.of("type", "device", "o"));
    }
    String type = options.at("type").text().orElse("none");
    String device = options.at("device").text().orElse("");
    if (device.isEmpty()) {
      return new Volume.Own();
    }
    if (!type.equals("none") && !type.isEmpty()) {
      options.fatal("a volume of type " + Node.shown(type) + " cannot be mounted by an app");
      return new Volume.Own();
    }
    return new Volume.Bound(device);
  }

  private Text text(Node node) {
    node.nameUnknown(List.of("file", "content", "environment"));
    if (node.at("file").text().isPresent()) {
      return file(node.at("file"), node.at("file").text().orElse(""));
    }
    if (node.at("content").text().isPresent()) {
      return content(node, node.at("content").text().orElse(""));
    }
    if (node.at("environment").text().isPresent()) {
      return content(node, values.getOrDefault(node.at("environment").text().orElse(""), ""));
    }
    node.fatal("its text is neither a file of the package, nor here, nor a variable");
    return new Text.Content("");
  }

  private Text file(Node node, String path) {
    if (AppPackage.normalPath(path) instanceof Parsed.Ok<String>(var normal)
        && files.file(normal).isPresent()) {
      return new Text.File(normal);
    }
    node.problem("the file '" + Node.shown(path) + "' is not in the package");
    return new Text.Content("");
  }

  private static Text content(Node node, String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > Allowed.TEXT_BYTES_MAX) {
      node.problem(
          "a text of more than " + (Allowed.TEXT_BYTES_MAX >> 10) + " KiB belongs into a file");
      return new Text.Content("");
    }
    return new Text.Content(text);
  }
}
