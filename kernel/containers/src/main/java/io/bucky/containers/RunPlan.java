package io.bucky.containers;

import io.bucky.base.Parsed;
import io.bucky.base.RestartPolicy;
import io.bucky.containers.compose.Component;
import io.bucky.zone.AppSpec;
import io.bucky.zone.ZoneLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Everything that one app needs on one node, ready for the engine. A value; making it touches
/// nothing.
///
/// @param layout of the zone on that node
/// @param hostPaths folders of the machine that were granted
/// @param networks the app's own, each as its short name
/// @param volumes folders that start with what the image has there
/// @param folders to make before anything else
/// @param files to write: small read-only texts
/// @param seeds to copy from the package where nothing is yet
/// @param containers what others depend on comes first
public record RunPlan(
    AppKey app,
    long generation,
    ZoneLayout layout,
    List<Path> hostPaths,
    List<Network> networks,
    List<Volume> volumes,
    List<Folder> folders,
    List<TextFile> files,
    List<Seed> seeds,
    List<Container> containers) {
  public RunPlan {
    hostPaths = List.copyOf(hostPaths);
    networks = List.copyOf(networks);
    volumes = List.copyOf(volumes);
    folders = List.copyOf(folders);
    files = List.copyOf(files);
    seeds = List.copyOf(seeds);
    containers = List.copyOf(containers);
  }

  /// The plan of `spec` on `node`. Malformed: the document cannot be read, asks for what nobody can
  /// grant, or misses a grant that it requires; the text says which.
  public static Parsed<RunPlan> of(AppSpec spec, NodeContext node) {
    return RunPlanner.plan(spec, node);
  }

  /// The same with what its images add.
  RunPlan with(List<Volume> volumes, List<Folder> folders, List<Container> containers) {
    return new RunPlan(
        app, generation, layout, hostPaths, networks, volumes, folders, files, seeds, containers);
  }

  public Optional<Container> container(String component) {
    return containers.stream().filter(c -> c.component().equals(component)).findFirst();
  }

  /// The app's own folder; what the app writes lies below it.
  public Path data() {
    return layout.appData(app.owner(), app.app());
  }

  /// What a container's mounts show, as places on this machine.
  List<Source> sources(Container container) {
    var sources = new ArrayList<Source>();
    for (JsonNode mount : container.create().path("HostConfig").path("Mounts")) {
      String source = mount.path("Source").asString("");
      boolean readOnly = mount.path("ReadOnly").asBoolean(false);
      boolean named = mount.path("Type").asString("").equals("volume");
      sources.add(new Source(place(named, source).orElse(Path.of(source)), readOnly));
    }
    return List.copyOf(sources);
  }

  /// Where on this machine a mount's files are; empty for a volume of someone else.
  Optional<Path> place(boolean volume, String source) {
    return volume
        ? volumes.stream().filter(v -> v.name().equals(source)).map(Volume::folder).findFirst()
        : Optional.of(Path.of(source));
  }

  record Source(Path path, boolean readOnly) {}

  /// @param key its name in the app
  /// @param name its name on the engine, unless another zone has it
  public record Network(String key, String name, boolean internal) {}

  /// @param folder on this machine, where the data is
  public record Volume(String key, String name, Path folder) {}

  /// @param open true: any user of any container may write (mode 0777: images change owners and
  ///   remove each other's files, which a sticky bit would forbid)
  public record Folder(Path path, boolean open) {}

  public record TextFile(Path path, String text) {}

  /// A file or a folder.
  public record Seed(Path from, Path to) {}

  /// @param network key of a [Network]
  public record Attachment(String network, List<String> aliases) {
    public Attachment {
      aliases = List.copyOf(aliases);
    }
  }

  /// @param name on the engine, unless another zone has it
  /// @param create body of `POST /containers/create` without its networks
  /// @param main whether it is what the gateway forwards to
  /// @param checked whether its health is known: a check in the plan
  public record Container(
      String component,
      String name,
      String image,
      ObjectNode create,
      List<Attachment> networks,
      List<Component.Dependency> dependsOn,
      RestartPolicy restart,
      boolean main,
      boolean checked) {
    public Container {
      networks = List.copyOf(networks);
      dependsOn = List.copyOf(dependsOn);
    }

    Container with(ObjectNode body) {
      return new Container(
          component, name, image, body, networks, dependsOn, restart, main, checked);
    }
  }
}
