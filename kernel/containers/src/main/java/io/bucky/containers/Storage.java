package io.bucky.containers;

import io.bucky.base.Parsed;
import io.bucky.containers.compose.AppPackage;
import io.bucky.containers.compose.Component;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.containers.compose.HostPaths;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// Where the data of one app lies on the machine, and how its containers see it.
///
/// Below the app's data folder: `volumes/<name>` for named volumes, `files/<path>` for relative
/// binds, `instead/<path>` for what was not granted. One plan owns it; it collects what the mounts
/// of its components need.
final class Storage {
  private final AppSpec spec;
  private final NodeContext node;
  private final AppSpec.Config config;
  private final Set<String> granted;
  private final Path data;
  private final SortedMap<String, RunPlan.Volume> volumes = new TreeMap<>();
  private final Set<RunPlan.Folder> folders = new LinkedHashSet<>();
  private final List<RunPlan.TextFile> files = new ArrayList<>();
  private final Set<RunPlan.Seed> seeds = new LinkedHashSet<>();
  private final Set<Path> hostPaths = new LinkedHashSet<>();
  private Optional<String> problem = Optional.empty();

  /// @param mounts in the engine's form
  /// @param tmpfs container path to options
  record Mounts(List<ObjectNode> mounts, SortedMap<String, String> tmpfs) {}

  Storage(
      AppSpec spec, NodeContext node, ComposeApp app, AppSpec.Config config, Set<String> granted) {
    this.spec = spec;
    this.node = node;
    this.config = config;
    this.granted = granted;
    this.data = node.layout().appData(spec.userId(), spec.appName());
    folders.add(new RunPlan.Folder(data, true));
    for (String name : app.volumes()) {
      // points, which no owner and no app has: two apps never share a name
      String engineName =
          "bucky-" + node.zoneId() + "-" + spec.userId() + "." + app.name() + "." + name;
      Path folder = below("volumes", name);
      folders.add(new RunPlan.Folder(folder, true));
      volumes.put(name, new RunPlan.Volume(name, engineName, folder));
    }
  }

  Optional<String> problem() {
    return problem;
  }

  List<RunPlan.Volume> volumes() {
    return List.copyOf(volumes.values());
  }

  List<RunPlan.Folder> folders() {
    return List.copyOf(folders);
  }

  List<RunPlan.TextFile> files() {
    return List.copyOf(files);
  }

  List<Path> hostPaths() {
    return List.copyOf(hostPaths);
  }

  List<RunPlan.Seed> seeds() {
    return List.copyOf(seeds);
  }

  Mounts mounts(Component component, boolean main) {
    var mounts = new TreeMap<String, ObjectNode>();
    var tmpfs = new TreeMap<String, String>();
    if (main && !spec.appDoc().has("compose")) {
      published(mounts);
    }
    for (Component.Mount mount : component.mounts()) {
      String target = mount.target();
      switch (mount.kind()) {
        case VOLUME -> volume(mount).ifPresent(json -> mounts.put(target, json));
        case DATA -> mounts.put(target, bind(dataFolder(mount), mount));
        case PACKAGE ->
            packageFile(mount.source()).ifPresent(path -> mounts.put(target, bind(path, mount)));
        case CONTENT -> mounts.put(target, bind(textFile(component, mount), mount));
        case HOST -> {
          if (isHeld(mount) || !HostPaths.harmless(mount.source(), true)) { // a file, no folder
            mounts.put(target, bind(hostFolder(mount), mount));
            cover(mount, tmpfs);
          }
        }
        case TMPFS -> tmpfs.put(target, mount.source().isEmpty() ? "" : "size=" + mount.source());
      }
    }
    if (main) {
      chosen(mounts, tmpfs);
    }
    return new Mounts(List.copyOf(mounts.values()), tmpfs);
  }

  /// The default mounts of an app that was made for this system.
  private void published(SortedMap<String, ObjectNode> mounts) {
    Path temporary = AppFolders.temporary(node.layout(), spec.userId(), spec.appName());
    folders.add(new RunPlan.Folder(temporary, true));
    mounts.put("/tmp", bind(temporary, "/tmp", false));
    String inside = AppEnvironment.dataFolder(spec);
    mounts.put(inside, bind(data, inside, false));
  }

  /// Where the person placed data: below the app's folder, or at a granted path.
  private void chosen(SortedMap<String, ObjectNode> mounts, SortedMap<String, String> tmpfs) {
    config
        .dataMountPoint()
        .forEach((target, mount) -> {
          boolean readOnly = "read_only".equals(mount.access());
          if (mount.targetPath().startsWith("/")) {
            var host =
                new Component.Mount(
                    Component.Source.HOST,
                    HostPaths.normalize(mount.targetPath()),
                    target,
                    readOnly);
            mounts.put(target, bind(hostFolder(host), host));
            cover(host, tmpfs);
          } else {
            var own =
                new Component.Mount(Component.Source.DATA, mount.targetPath(), target, readOnly);
            mounts.put(target, bind(dataFolder(own), own));
          }
        });
  }

  private Optional<ObjectNode> volume(Component.Mount mount) {
    RunPlan.Volume volume = volumes.get(mount.source());
    if (volume == null) {
      fail("the volume '" + mount.source() + "' is not declared");
      return Optional.empty();
    }
    ObjectNode json = Json.object();
    json.put("Type", "volume").put("Source", volume.name()).put("Target", mount.target());
    return Optional.of(json.put("ReadOnly", mount.readOnly()));
  }

  private Path dataFolder(Component.Mount mount) {
    Path folder =
        mount.source().equals(".") ? data.resolve("files") : below("files", mount.source());
    Optional<Path> packed = packed(mount.source());
    if (packed.isPresent()) {
      seeds.add(new RunPlan.Seed(packed.get(), folder));
    } else {
      folders.add(new RunPlan.Folder(folder, true));
    }
    return folder;
  }

  /// What the package has at a relative path. Only the path is known here; a seed of nothing makes
  /// an empty folder.
  private Optional<Path> packed(String path) {
    return spec.packageId()
        .filter(id -> id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}"))
        .map(id -> node.layout().appPackage(id))
        .map(folder -> path.equals(".") ? folder : folder.resolve(path));
  }

  private Optional<Path> packageFile(String source) {
    if (AppPackage.normalPath(source) instanceof Parsed.Ok<String>(var path)) {
      Optional<Path> packed = packed(path);
      if (packed.isEmpty()) {
        fail("the file " + path + " of the app's package is not on this node");
      }
      return packed;
    }
    fail("the path '" + source + "' leaves the app's folder");
    return Optional.empty();
  }

  private Path textFile(Component component, Component.Mount mount) {
    Path texts = AppFolders.texts(node.layout(), spec.userId(), spec.appName());
    Path path = texts.resolve(component.name()).resolve(mount.target().substring(1)).normalize();
    if (!path.startsWith(texts)) {
      fail("the text for '" + mount.target() + "' leaves the app's folder");
    }
    files.add(new RunPlan.TextFile(path, mount.source()));
    return path;
  }

  private Path hostFolder(Component.Mount mount) {
    String path = mount.source();
    String id = Permissions.hostPath(path, mount.readOnly());
    if (!isHeld(mount)) {
      Path instead = below("instead", path.substring(1).replace('/', '_'));
      folders.add(new RunPlan.Folder(instead, true));
      return instead;
    }
    if (HostPaths.refusal(path, mount.readOnly()).isPresent()) {
      fail("the app asks for what no app gets: " + id);
    }
    Path host = Path.of(path).normalize();
    if (ZoneFiles.closed(node.layout(), spec.userId(), host)) {
      fail("the folder " + path + " holds the zone's own files and is never given to an app");
    }
    hostPaths.add(host);
    return host;
  }

  /// A person's home is given without what their apps keep in it: nothing is seen there, and nobody
  /// can put something else in its place.
  private void cover(Component.Mount mount, SortedMap<String, String> tmpfs) {
    Path path = Path.of(mount.source()).normalize();
    if (isHeld(mount) && ZoneFiles.holdsApps(node.layout(), spec.userId(), path)) {
      tmpfs.put(mount.target() + "/" + ZoneFiles.APPS, "ro,size=64k");
    }
  }

  private boolean isHeld(Component.Mount mount) {
    String id = Permissions.hostPath(mount.source(), mount.readOnly());
    return granted.contains(id) || config.grants().contains(id);
  }

  private Path below(String part, String name) {
    if (AppPackage.normalPath(name) instanceof Parsed.Ok<String>(var normal)) {
      return data.resolve(part).resolve(normal);
    }
    fail("the path '" + name + "' leaves the app's folder");
    return data.resolve(part);
  }

  private ObjectNode bind(Path source, Component.Mount mount) {
    return bind(source, mount.target(), mount.readOnly());
  }

  private static ObjectNode bind(Path source, String target, boolean readOnly) {
    ObjectNode json = Json.object();
    json.put("Type", "bind").put("Source", source.toString()).put("Target", target);
    json.put("ReadOnly", readOnly).putObject("BindOptions").put("Propagation", "rprivate");
    return json;
  }

  private void fail(String why) {
    problem = problem.or(() -> Optional.of(why));
  }
}
