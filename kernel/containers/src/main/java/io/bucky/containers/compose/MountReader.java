package io.bucky.containers.compose;

import io.bucky.base.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads `volumes` and `tmpfs` of a component, and decides what each source is.
final class MountReader {
  /// Where CasaOS keeps an app's data; ours is the app's own folder.
  private static final String CASA_DATA = "/DATA/AppData/";

  private final String component;
  private final AppPackage files;
  private final TopLevel top;
  private final Set<String> usedVolumes;
  private final List<Component.Mount> mounts = new ArrayList<>();
  private final List<Component.Device> devices = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  MountReader(String component, AppPackage files, TopLevel top, Set<String> usedVolumes) {
    this.component = component;
    this.files = files;
    this.top = top;
    this.usedVolumes = usedVolumes;
  }

  List<Component.Mount> mounts() {
    return mounts;
  }

  /// Devices that were written as volumes.
  List<Component.Device> devices() {
    return devices;
  }

  List<String> refused() {
    return refused;
  }

  void volumes(Node node) {
    for (Node item : node.items()) {
      if (item.isMap()) {
        longForm(item);
      } else {
        item.text().ifPresent(text -> shortForm(item, text));
      }
    }
  }

  void tmpfs(Node node) {
    for (String text : node.texts()) {
      int colon = text.indexOf(':');
      String target = colon < 0 ? text : text.substring(0, colon);
      String size = "";
      for (String option : colon < 0 ? new String[0] : text.substring(colon + 1).split(",")) {
        Optional<Long> bytes =
            option.startsWith("size=") ? Units.bytes(option.substring(5)) : Optional.empty();
        if (bytes.isPresent()) {
          size = String.valueOf(bytes.get());
        } else {
          node.ignored("the option '" + Node.shown(option) + "' has no effect here, only size has");
        }
      }
      add(node, Component.Source.TMPFS, size, target, false);
    }
  }

  /// `configs` and `secrets` of a component.
  ///
  /// @param kind `configs` or `secrets`
  /// @param folder where a bare name is put
  void texts(Node node, String kind, String folder) {
    for (Node item : node.items()) {
      if (item.isMap()) {
        item.nameUnknown(List.of("source", "target")); // anyone in the container may read them
      }
      Optional<String> name = item.isMap() ? item.at("source").text() : item.text();
      String target = item.isMap() ? item.at("target").text().orElse("") : "";
      if (name.isEmpty()) {
        item.problem("it names none of the top-level " + kind);
        continue;
      }
      target = target.isEmpty() ? name.get() : target;
      String path = target.startsWith("/") ? target : folder + target;
      switch (top.text(kind, name.get())) {
        case TopLevel.Text.File(var file) -> add(item, Component.Source.PACKAGE, file, path, true);
        case TopLevel.Text.Content(var text) ->
            add(item, Component.Source.CONTENT, text, path, true);
        case TopLevel.Text.Unknown() ->
            item.problem("there is no '" + Node.shown(name.get()) + "' in the top-level " + kind);
      }
    }
  }

  private void longForm(Node item) {
    item.nameUnknown(List.of("type", "source", "target", "read_only", "bind", "volume", "tmpfs"));
    members(item.at("bind"), List.of("create_host_path")); // it always is
    members(item.at("volume"), List.of("subpath"));
    members(item.at("tmpfs"), List.of("size"));
    boolean readOnly = item.at("read_only").isTrue();
    String target = item.at("target").text().orElse("");
    String source = item.at("source").text().orElse("");
    switch (item.at("type").text().orElse("volume")) {
      case "tmpfs" -> {
        Node size = item.at("tmpfs").at("size");
        String bytes = size.absent() ? "" : Units.bytes(size).map(String::valueOf).orElse("");
        add(item, Component.Source.TMPFS, bytes, target, false);
      }
      case "bind" -> bind(item, source, target, readOnly);
      case "volume" -> {
        if (!item.at("volume").at("subpath").absent()) {
          item.at("volume").at("subpath").fatal("part of a volume cannot be mounted");
        }
        volume(item, source, target, readOnly);
      }
      default -> item.at("type").fatal("only bind, volume and tmpfs can be mounted");
    }
  }

  private static void members(Node node, List<String> known) {
    if (!node.absent()) {
      node.nameUnknown(known);
    }
  }

  /// `[SOURCE:]TARGET[:MODE]`
  private void shortForm(Node item, String text) {
    String[] parts = text.split(":");
    if (parts.length > 3 || text.isBlank()) {
      item.problem("'" + Node.shown(text) + "' is not SOURCE:TARGET or SOURCE:TARGET:MODE");
      return;
    }
    String source = parts.length == 1 ? "" : parts[0];
    String target = parts.length == 1 ? parts[0] : parts[1];
    boolean readOnly = false;
    for (String option : parts.length == 3 ? parts[2].split(",") : new String[0]) {
      switch (option) {
        case "ro" -> readOnly = true;
        case "rw",
            "z",
            "Z",
            "cached",
            "delegated",
            "consistent",
            "rprivate" -> {} // what is so anyway, or means nothing on Linux
        default -> item.ignored("the mount option '" + Node.shown(option) + "' has no effect here");
      }
    }
    if (source.startsWith("/")
        || source.startsWith(".")
        || source.startsWith("~")
        || source.contains("/")) {
      bind(item, source, target, readOnly);
    } else {
      volume(item, source, target, readOnly);
    }
  }

  private void volume(Node item, String name, String target, boolean readOnly) {
    if (name.isEmpty()) {
      String made = "anonymous" + Integer.toHexString((component + ":" + target).hashCode());
      usedVolumes.add(made);
      add(item, Component.Source.VOLUME, made, target, readOnly);
      return;
    }
    if (!name.matches(TopLevel.NAME)) {
      item.problem("'" + Node.shown(name) + "' is not the name of a volume");
      return;
    }
    switch (top.volume(name)) {
      case TopLevel.Volume.Own() -> {
        usedVolumes.add(name);
        add(item, Component.Source.VOLUME, name, target, readOnly);
      }
      case TopLevel.Volume.Bound(var path) -> bind(item, path, target, readOnly);
      case TopLevel.Volume.Unknown() ->
          item.problem("the volume '" + Node.shown(name) + "' is not in the top-level volumes");
    }
  }

  private void bind(Node item, String source, String target, boolean readOnly) {
    if (source.startsWith(CASA_DATA)) {
      String inner = HostPaths.normalize(source).substring(1).replaceFirst("^DATA/AppData/?", "");
      int slash = inner.indexOf('/');
      data(item, slash < 0 ? "." : inner.substring(slash + 1), target, readOnly);
    } else if (source.startsWith("/")) {
      host(item, HostPaths.normalize(source), target, readOnly);
    } else if (source.startsWith("~")) {
      item.ignored("a folder of the app's own data stands in for a person's home folder");
      data(item, "home" + source.substring(1), target, readOnly);
    } else {
      data(item, source, target, readOnly);
    }
  }

  private void host(Node item, String path, String target, boolean readOnly) {
    if (path.startsWith("/dev/") && !path.startsWith("/dev/shm")) {
      if (HostPaths.deviceRefused(path)) {
        item.fatal(path + " is the machine's memory or disk and is never given to an app");
      }
      devices.add(new Component.Device(path, target, readOnly ? "r" : "rwm"));
      return;
    }
    if (!readOnly && HostPaths.harmless(path, true)) {
      item.ignored(path + " is only read");
      add(item, Component.Source.HOST, path, target, true);
      return;
    }
    HostPaths.refusal(path, readOnly)
        .ifPresent(why -> {
          refused.add(why.equals("docker-socket") ? why : why + ":" + path);
          item.fatal(
              why.equals("docker-socket")
                  ? "the engine's socket is never given to an app"
                  : path + " belongs to the machine and is never given to an app");
        });
    add(item, Component.Source.HOST, path, target, readOnly);
  }

  private void data(Node item, String path, String target, boolean readOnly) {
    if (path.isEmpty() || path.equals(".") || path.equals("./")) {
      add(item, Component.Source.DATA, ".", target, readOnly);
      return;
    }
    switch (AppPackage.normalPath(path)) {
      case Parsed.Malformed<String>(var why) -> item.problem(why);
      case Parsed.Ok<String>(var normal) -> {
        boolean packed = files.file(normal).isPresent() || files.hasFolder(normal);
        if (!packed && normal.matches(".*\\.(conf|cfg|ini|json|ya?ml|toml|xml|sql|sh|env|php)")) {
          item.ignored(
              normal + " is not in the package: the app gets an empty folder in its place");
        }
        add(
            item,
            packed && readOnly ? Component.Source.PACKAGE : Component.Source.DATA,
            normal,
            target,
            readOnly);
      }
    }
  }

  private void add(
      Node item, Component.Source kind, String source, String target, boolean readOnly) {
    String inside = target.startsWith("/") ? HostPaths.normalize(target) : "";
    if (inside.length() < 2 || inside.chars().anyMatch(Character::isISOControl)) {
      item.problem(
          "the target '" + Node.shown(target) + "' is not an absolute path in a container");
      return;
    }
    mounts.removeIf(other -> other.target().equals(inside)); // a later one wins, as in Compose
    mounts.add(new Component.Mount(kind, source, inside, readOnly));
  }
}
