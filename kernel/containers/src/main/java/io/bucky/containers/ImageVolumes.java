package io.bucky.containers;

import io.bucky.containers.compose.HostPaths;
import io.bucky.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Folders that an image declares as volumes (`VOLUME` in its making) and that nothing of the app
/// is mounted on. The engine would keep them in an anonymous volume, which goes with its container;
/// so each becomes a volume of the app's own, below `image-volumes/<component>` of its data.
final class ImageVolumes {
  /// More than any image declares.
  private static final int VOLUMES_MAX = 64;

  private ImageVolumes() {}

  /// @param declared what each image declares
  static RunPlan added(RunPlan plan, Map<String, List<String>> declared) {
    var volumes = new ArrayList<>(plan.volumes());
    var folders = new ArrayList<>(plan.folders());
    var containers = new ArrayList<RunPlan.Container>();
    for (RunPlan.Container container : plan.containers()) {
      ObjectNode create = container.create().deepCopy();
      Set<String> taken = targets(create);
      declared.getOrDefault(container.image(), List.of()).stream()
          .limit(VOLUMES_MAX)
          .filter(ImageVolumes::isFolder)
          .map(HostPaths::normalize)
          .filter(taken::add)
          .forEach(target -> {
            RunPlan.Volume volume = volume(plan, container, target);
            volumes.add(volume);
            folders.add(new RunPlan.Folder(volume.folder(), true));
            create
                .withObjectProperty("HostConfig")
                .withArrayProperty("Mounts")
                .add(
                    Json.object()
                        .put("Type", "volume")
                        .put("Source", volume.name())
                        .put("Target", target)
                        .put("ReadOnly", false));
          });
      containers.add(container.with(create));
    }
    return plan.with(volumes, folders, containers);
  }

  private static RunPlan.Volume volume(RunPlan plan, RunPlan.Container container, String target) {
    String slug = target.substring(1).replaceAll("[^A-Za-z0-9._]", "-");
    if (!target.matches("[A-Za-z0-9._/]+")) { // another folder may have the same
      slug += "-" + Integer.toHexString(target.hashCode());
    }
    AppKey app = plan.app();
    // two points in a row, which the name of no declared volume makes
    String name =
        "bucky-%s-%s.%s..%s.%s"
            .formatted(app.zone(), app.owner(), app.app(), container.component(), slug);
    return new RunPlan.Volume(
        ".." + container.component() + "." + slug,
        name,
        plan.data().resolve("image-volumes").resolve(container.component()).resolve(slug));
  }

  private static boolean isFolder(String target) {
    return target.startsWith("/")
        && HostPaths.normalize(target).length() > 1
        && target.length() <= 200
        && target.chars().noneMatch(Character::isISOControl)
        && !target.matches("/(proc|sys|dev)(/.*)?");
  }

  private static Set<String> targets(JsonNode create) {
    var targets = new LinkedHashSet<String>();
    JsonNode host = create.path("HostConfig");
    host.path("Mounts")
        .forEach(mount -> targets.add(HostPaths.normalize(mount.path("Target").asString("/"))));
    host.path("Tmpfs")
        .properties()
        .forEach(tmpfs -> targets.add(HostPaths.normalize(tmpfs.getKey())));
    return targets;
  }
}
