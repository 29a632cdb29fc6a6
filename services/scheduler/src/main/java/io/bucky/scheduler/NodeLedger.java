package io.bucky.scheduler;

import java.util.HashMap;
import java.util.Map;

/// What the nodes have left within one plan: their reported resources less what this plan has given
/// out, which no report shows yet.
final class NodeLedger {
  /// What an app that asks for nothing is taken to need, so that several new apps spread.
  private static final long CPU_MHZ_NOMINAL = 100;

  private static final long MEMORY_NOMINAL = 256L << 20;
  private static final double NETWORK_BONUS = 30;

  private final Map<String, Long> cpuGiven = new HashMap<>();
  private final Map<String, Long> memoryGiven = new HashMap<>();

  /// Whether a node can take a service.
  sealed interface Fit {
    /// @param score the higher the better
    record Fits(double score) implements Fit {}

    record No(String why, String nextStep) implements Fit {}
  }

  Fit fit(NodeView node, ServiceView.Needs needs) {
    if (node.state() != NodeView.State.READY) {
      return new Fit.No(
          node.name() + " is not ready", "Wait until " + node.name() + " is ready again.");
    }
    if (node.type() == NodeView.Type.OTHER) {
      return new Fit.No(node.name() + " is not a server", "Add a server to the zone.");
    }
    if (needs.nodeAffinity().isPresent() && !needs.nodeAffinity().get().equals(node.name())) {
      return new Fit.No(
          "it is bound to the node " + needs.nodeAffinity().get(),
          "Bring that node back, or remove node_affinity from the app.");
    }
    if (needs.container() && !node.runsContainers()) {
      return new Fit.No(
          "no container engine answers on " + node.name(),
          "Install or start Docker there; `bucky doctor` says how.");
    }
    long cpuLeft = node.cpuMhz() - cpuGiven.getOrDefault(node.name(), 0L);
    if (cpuLeft < needs.cpuMhz()) {
      return new Fit.No(
          "%s has not the %d MHz of CPU that it asks for".formatted(node.name(), needs.cpuMhz()),
          "Stop another app, or add a machine.");
    }
    long memoryLeft = node.memoryFreeBytes() - memoryGiven.getOrDefault(node.name(), 0L);
    if (memoryLeft < needs.memoryBytes()) {
      return new Fit.No(
          "%s has not the %d MiB of free memory that it asks for"
              .formatted(node.name(), needs.memoryBytes() >> 20),
          "Stop another app, or add a machine.");
    }
    double left = (ratio(cpuLeft, node.cpuMhz()) + ratio(memoryLeft, node.memoryBytes())) / 2;
    boolean near = needs.networkAffinity().filter(node.networkId()::equals).isPresent();
    return new Fit.Fits(100 * left + 50 * node.cpuIdle() + (near ? NETWORK_BONUS : 0));
  }

  void give(String node, ServiceView.Needs needs) {
    cpuGiven.merge(node, Math.max(needs.cpuMhz(), CPU_MHZ_NOMINAL), Long::sum);
    memoryGiven.merge(node, Math.max(needs.memoryBytes(), MEMORY_NOMINAL), Long::sum);
  }

  private static double ratio(long left, long all) {
    return Math.clamp((double) left / all, 0, 1);
  }
}
