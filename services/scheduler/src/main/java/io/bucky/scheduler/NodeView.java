package io.bucky.scheduler;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One machine as the scheduler sees it: a device's `info`, with defaults where it says nothing.
///
/// @param did the device's DID, empty when no document names one
/// @param key when the owner vouches for it
record NodeView(
    String name,
    String did,
    Optional<Key> key,
    Type type,
    State state,
    long cpuMhz,
    long memoryBytes,
    long memoryFreeBytes,
    double cpuIdle,
    boolean runsContainers,
    String networkId) {
  private static final long CPU_MHZ_DEFAULT = 2_000;
  private static final long MEMORY_DEFAULT = 2L << 30;

  /// The device's key.
  ///
  /// @param forOthers the owner's signature says that it holds system config; what the device says
  ///   of itself does not count
  record Key(String x, boolean forOthers) {}

  enum Type {
    OOD,
    SERVER,
    OTHER;

    static Type read(String text) {
      return switch (text) {
        case "ood" -> OOD;
        case "server", "node" -> SERVER;
        default -> OTHER;
      };
    }
  }

  enum State {
    NEW,
    PREPARE,
    READY,
    /// Broken, away or being repaired: keeps what it has, gets nothing new.
    AWAY,
    REMOVING,
    DELETED;

    static State read(String text) {
      return switch (text.toLowerCase(java.util.Locale.ROOT)) {
        case "", "ready", "running" -> READY;
        case "new" -> NEW;
        case "prepare" -> PREPARE;
        case "removing" -> REMOVING;
        case "deleted" -> DELETED;
        default -> AWAY;
      };
    }
  }

  /// @param doc the claims of the device's document, or an empty object
  /// @param key of a document that the owner signed
  static NodeView of(String name, JsonNode info, JsonNode doc, Optional<Key> key) {
    long memory = positive(info.path("total_mem").asLong(0), MEMORY_DEFAULT);
    String type = info.path("device_type").asString(doc.path("device_type").asString("ood"));
    return new NodeView(
        name,
        info.path("id").asString(doc.path("id").asString("")),
        key,
        Type.read(type),
        State.read(info.path("state").asString("")),
        positive(info.path("cpu_mhz").asLong(0), CPU_MHZ_DEFAULT),
        memory,
        Math.max(0, memory - Math.max(0, info.path("mem_usage").asLong(0))),
        1 - Math.clamp(info.path("cpu_usage").asDouble(0) / 100, 0, 1),
        info.path("support_container").asBoolean(doc.path("support_container").asBoolean(true)),
        info.path("net_id").asString(doc.path("net_id").asString("nat")));
  }

  /// What stands on it stays; anything else is moved away.
  boolean keepsInstances() {
    return switch (state) {
      case NEW, PREPARE, READY, AWAY -> true;
      case REMOVING, DELETED -> false;
    };
  }

  private static long positive(long value, long otherwise) {
    return value > 0 ? value : otherwise;
  }
}
