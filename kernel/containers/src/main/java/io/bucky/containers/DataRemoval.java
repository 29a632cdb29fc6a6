package io.bucky.containers;

import io.bucky.containers.engine.DockerEngine;
import io.bucky.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Removes an app's folders. Files that belong to users of its containers, which this process may
/// not delete, are deleted by a short-lived container that sees nothing but the folder.
final class DataRemoval {
  private static final Duration WITHIN = Duration.ofMinutes(10);

  /// Most images have a shell; so many are tried.
  private static final int IMAGES_MAX = 50;

  private static final String INSIDE = "/bucky-removed";

  private final DockerEngine engine;
  private final AppKey app;

  DataRemoval(DockerEngine engine, AppKey app) {
    this.engine = engine;
    this.app = app;
  }

  void remove(Path folder) throws Convergence.Stopped, InterruptedException {
    Optional<String> failure = delete(folder);
    if (failure.isEmpty()) {
      return;
    }
    List<String> images =
        Convergence.must(engine.images().list(), "the images cannot be listed").stream()
            .limit(IMAGES_MAX)
            .toList();
    for (String image : images) {
      emptyByContainer(folder, image);
      failure = delete(folder);
      if (failure.isEmpty()) {
        return;
      }
    }
    throw Convergence.failed(
        "the folder " + folder + " cannot be removed: " + failure.get(), false);
  }

  private static Optional<String> delete(Path folder) {
    try {
      AppFolders.delete(folder);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.toString());
    }
  }

  private void emptyByContainer(Path folder, String reference)
      throws Convergence.Stopped, InterruptedException {
    ObjectNode body = Json.object();
    body.put("Image", reference).put("User", "0").put("WorkingDir", "/");
    body.putArray("Entrypoint")
        .add("/bin/sh")
        .add("-c")
        .add("cd " + INSIDE + " && rm -rf -- ..?* .[!.]* *");
    body.putArray("Cmd");
    ObjectNode labels = body.putObject("Labels");
    AppRuntime.labels(app).forEach(labels::put);
    labels.put(Labels.FULL_APP, app.fullId()).put(Labels.COMPONENT, "~removal");
    ObjectNode host = body.putObject("HostConfig");
    host.put("NetworkMode", "none").put("Memory", 256L << 20).put("PidsLimit", 32);
    host.putArray("CapDrop").add("ALL");
    host.putArray("CapAdd").add("DAC_OVERRIDE").add("FOWNER");
    host.putArray("SecurityOpt").add("no-new-privileges");
    ObjectNode mount = host.putArray("Mounts").addObject();
    mount.put("Type", "bind").put("Source", folder.toString()).put("Target", INSIDE);
    String name = app.prefix() + "-removal-" + app.zone();
    var _ = engine.containers().remove(name);
    String id =
        Convergence.must(engine.containers().create(name, body), "the data cannot be removed");
    try {
      if (engine.containers().start(id).ok()) { // an image without a shell: the next one has it
        var _ = engine.containers().await(id, WITHIN);
      }
    } finally {
      var _ = engine.containers().remove(id);
    }
  }
}
