package io.bucky.containers;

import io.bucky.base.Secret;
import io.bucky.zone.ZoneLayout;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a node adds to the specification of one app to make a plan of it.
///
/// @param zoneId the same for every program of one zone on this machine and different for every
///   other zone, so that several zones share an engine: `[a-z0-9-]{4,40}`
/// @param architecture `amd64` or `aarch64`
/// @param servicePorts endpoint (`www`) to the loopback port where the gateway finds it
/// @param appToken the app's login token
/// @param bootConfig text of `boot/config`
/// @param deviceDocument JSON of this device's document
/// @param imageRepository put before image names of app documents
public record NodeContext(
    ZoneLayout layout,
    String nodeId,
    String zoneId,
    String architecture,
    SortedMap<String, Integer> servicePorts,
    Secret appToken,
    Optional<String> bootConfig,
    Optional<String> deviceDocument,
    Optional<String> imageRepository) {
  public NodeContext {
    servicePorts = Collections.unmodifiableSortedMap(new TreeMap<>(servicePorts));
    if (!zoneId.matches("[a-z0-9-]{4,40}")) {
      throw new IllegalArgumentException("zone id '" + zoneId + "'");
    }
  }

  /// The architecture of this machine in the words of app documents.
  public static String thisArchitecture() {
    String name = System.getProperty("os.arch", "amd64");
    return name.equals("aarch64") || name.equals("arm64") ? "aarch64" : "amd64";
  }
}
