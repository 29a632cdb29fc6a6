package io.bucky.containers;

import static io.bucky.containers.Convergence.must;

import io.bucky.base.Log;
import io.bucky.containers.AppRuntime.Progress;
import io.bucky.containers.Convergence.Stopped;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.containers.engine.EngineAnswer;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The images of one plan: here, or pulled.
final class Images {
  private static final Log LOG = Log.of("apps");

  private final DockerEngine engine;
  private final RunPlan plan;

  Images(DockerEngine engine, RunPlan plan) {
    this.engine = engine;
    this.plan = plan;
  }

  /// Pulls what is not here.
  ///
  /// @param percent how much of the progress this is
  /// @return the plan, with the volumes that its images declare
  RunPlan prepare(Progress progress, int percent) throws Stopped, InterruptedException {
    List<String> images =
        plan.containers().stream().map(RunPlan.Container::image).distinct().toList();
    SortedMap<String, List<String>> volumes = new TreeMap<>();
    for (int i = 0; i < images.size(); i++) {
      String image = images.get(i);
      EngineAnswer<JsonNode> here = engine.images().inspect(image);
      if (here instanceof EngineAnswer.Missing) {
        pull(image, progress, percent * i / images.size(), percent / images.size());
        here = engine.images().inspect(image);
      }
      JsonNode found = must(here, "the image " + image + " cannot be looked up");
      volumes.put(
          image,
          found.path("Config").path("Volumes").properties().stream()
              .map(Map.Entry::getKey)
              .sorted()
              .toList());
    }
    return ImageVolumes.added(plan, volumes);
  }

  private void pull(String image, Progress progress, int from, int span)
      throws Stopped, InterruptedException {
    progress.at(from, "Pulling " + image);
    LOG.info("app.image.pulling", "app", plan.app().fullId(), "image", image);
    EngineAnswer<String> pulled =
        engine
            .images()
            .pull(
                image,
                pull ->
                    progress.at(
                        from + span * pull.percent() / 100,
                        "Pulling " + image + " " + pull.percent() + " %"));
    must(pulled, "the image " + image + " is not on this machine and cannot be pulled");
  }
}
