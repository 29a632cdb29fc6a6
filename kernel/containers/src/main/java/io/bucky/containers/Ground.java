package io.bucky.containers;

import static io.bucky.containers.Convergence.failed;
import static io.bucky.containers.Convergence.must;

import io.bucky.containers.Convergence.Stopped;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.containers.engine.EngineAnswer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What one plan's containers stand on: networks and volumes. Each step finds what is there
/// already. One [Convergence] owns it.
final class Ground {
  private final DockerEngine engine;
  private final RunPlan plan;
  private final SortedMap<String, String> networkIds = new TreeMap<>();

  Ground(DockerEngine engine, RunPlan plan) {
    this.engine = engine;
    this.plan = plan;
  }

  void prepare() throws Stopped, InterruptedException {
    networks();
    volumes();
  }

  /// The engine's id of a network of the plan.
  String networkId(String key) {
    return networkIds.getOrDefault(key, "");
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
