package io.bucky.zone;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// `boot/config`: its existence means that the zone has booted.
///
/// The zone document's members stand at the top level as well, where the published SDK looks for
/// them.
///
/// @param zoneDocument JWT or JSON text
/// @param verifyHubInfo the key that signs session tokens
public record BootConfig(
    String zoneDocument,
    Optional<VerifyHubInfo> verifyHubInfo,
    Optional<String> dockerRepoBaseUrl,
    Optional<String> hostname,
    Optional<String> owner,
    Optional<String> id,
    List<String> oods) {
  public BootConfig {
    verifyHubInfo = verifyHubInfo == null ? Optional.empty() : verifyHubInfo;
    dockerRepoBaseUrl = dockerRepoBaseUrl == null ? Optional.empty() : dockerRepoBaseUrl;
    hostname = hostname == null ? Optional.empty() : hostname;
    owner = owner == null ? Optional.empty() : owner;
    id = id == null ? Optional.empty() : id;
    oods = oods == null ? List.of() : List.copyOf(oods);
  }

  /// @param publicKey JWK that signs now
  /// @param previous keys that signed tokens which may still be alive
  public record VerifyHubInfo(JsonNode publicKey, List<Previous> previous) {
    public VerifyHubInfo {
      previous = previous == null ? List.of() : List.copyOf(previous);
    }
  }

  /// @param until unix seconds; trusted no longer after it
  public record Previous(JsonNode publicKey, long until) {}
}
