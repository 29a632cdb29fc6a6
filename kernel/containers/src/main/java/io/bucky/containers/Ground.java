package io.bucky.containers;

import static io.bucky.containers.Convergence.failed;
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

/// What one plan's containers stand on: images, networks, volumes. Each step finds what is there
/// already. One [Convergence] owns it.
final class Ground {
  private static final Log LOG = Log.of("apps");

  private final DockerEngine engine;
  private final RunPlan plan;
  private final Progress progress;
  private final int imagesPercent;
  private final SortedMap<String, String> networkIds = new TreeMap<>();

  /// @param imagesPercent how much of the progress pulling images is
  Ground(DockerEngine engine, RunPlan plan, Progress progress, int imagesPercent) {
    this.engine = engine;
    this.plan = plan;
    this.progress = progress;
    this.imagesPercent = imagesPercent;
  }

  void prepare() throws Stopped, InterruptedException {
    images();
    networks();
    volumes();
  }

  /// The engine's id of a network of the plan.
  String networkId(String key) {
    return networkIds.getOrDefault(key, "");
  }

  private void images() throws Stopped, InterruptedException {
    List<String> images =
        plan.containers().stream().map(RunPlan.Container::image).distinct().toList();
    for (int i = 0; i < images.size(); i++) {
      String image = images.get(i);
      int from = imagesPercent * i / images.size();
      int span = imagesPercent / images.size();
      EngineAnswer<JsonNode> here = engine.images().inspect(image);
      if (!(here instanceof EngineAnswer.Missing)) {
        must(here, "the image " + image + " cannot be looked up");
        continue;
      }
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

  private void networks() throws Stopped, InterruptedException {
    Map<String, String> own = labels();
    for (JsonNode network : must(engine.networks().list(own), "the networks cannot be listed")) {
      String key = network.path("Labels").path(Labels.NETWORK).asString("");
      boolean wanted =
          plan.networks().stream()
              .anyMatch(planned ->
                  planned.key().equals(key)
                      && planned.internal() == network.path("Internal").asBoolean(false));
      if (wanted && !networkIds.containsKey(key)) {
        networkIds.put(key, network.path("Id").asString(""));
      } else {
        var _ = engine.networks().remove(network.path("Id").asString("")); // in use: the next time
      }
    }
    for (RunPlan.Network network : plan.networks()) {
      if (networkIds.containsKey(network.key())) {
        continue;
      }
      var labels = new TreeMap<>(own);
      labels.put(Labels.NETWORK, network.key());
      EngineAnswer<String> made =
          engine.networks().create(network.name(), network.internal(), labels);
      if (made instanceof EngineAnswer.Conflict) {
        made =
            engine
                .networks()
                .create(Convergence.elsewhere(plan, network.name()), network.internal(), labels);
      }
      String id = must(made, "the network " + network.name() + " cannot be made");
      networkIds.put(network.key(), id);
    }
  }

  private void volumes() throws Stopped, InterruptedException {
    for (RunPlan.Volume volume : plan.volumes()) {
      EngineAnswer<JsonNode> there = engine.volumes().inspect(volume.name());
      if (there instanceof EngineAnswer.Ok<JsonNode>(var json)) {
        String device = json.path("Options").path("device").asString("");
        if (device.equals(volume.folder().toString())) {
          continue;
        }
        String zone = json.path("Labels").path(Labels.ZONE).asString(plan.app().zone());
        if (!zone.equals(plan.app().zone())) {
          throw failed("the volume " + volume.name() + " belongs to someone else", false);
        }
        must(engine.volumes().remove(volume.name()), "the volume " + volume.name() + " is in use");
      }
      var labels = new TreeMap<>(labels());
      labels.put(Labels.VOLUME, volume.key());
      must(
          engine.volumes().create(volume.name(), volume.folder(), labels),
          "the volume " + volume.name() + " cannot be made");
    }
  }

  private Map<String, String> labels() {
    return AppRuntime.labels(plan.app());
  }
}
