package io.bucky.containers.engine;

import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// How far one pull is, from what the engine says line by line. One pull owns it.
public final class PullProgress {
  /// Unpacking is counted as this part of a layer; the rest is its download.
  private static final double UNPACKING = 0.2;

  private final SortedMap<String, Double> layers = new TreeMap<>();
  private String status = "";
  private String error = "";
  private int percent;

  void take(JsonNode line) {
    String failed = line.path("error").asString("");
    if (!failed.isEmpty()) {
      error = failed;
      return;
    }
    status = line.path("status").asString("");
    String layer = line.path("id").asString("");
    double part = part(line.path("progressDetail"));
    switch (status) {
      case "Pulling fs layer", "Waiting" -> layers.putIfAbsent(layer, 0.0);
      case "Downloading" -> advance(layer, part * (1 - UNPACKING));
      case "Verifying Checksum", "Download complete" -> advance(layer, 1 - UNPACKING);
      case "Extracting" -> advance(layer, 1 - UNPACKING + part * UNPACKING);
      case "Pull complete", "Already exists" -> advance(layer, 1.0);
      default -> {}
    }
    double sum = layers.values().stream().mapToDouble(Double::doubleValue).sum();
    int now = layers.isEmpty() ? 0 : (int) (100 * sum / layers.size());
    percent = Math.max(percent, now);
  }

  /// 0 to 100; never goes back.
  public int percent() {
    return percent;
  }

  /// The engine's own word: `Downloading`.
  public String status() {
    return status;
  }

  /// Why it failed; empty while it has not.
  public String error() {
    return error;
  }

  private void advance(String layer, double part) {
    if (!layer.isEmpty()) {
      layers.merge(layer, part, Math::max);
    }
  }

  private static double part(JsonNode detail) {
    long total = detail.path("total").asLong(0);
    long current = detail.path("current").asLong(0);
    return total <= 0 ? 0 : Math.clamp((double) current / total, 0, 1);
  }
}
