package io.bucky.zone;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// `etc/start_config.json`: what activation leaves for the boot scheduler. Holds a password hash,
/// so only its owner may read the file; no private key and no token is in it. What a program of
/// another generation left out is empty.
///
/// @param userName of the owner, who becomes the zone's admin
/// @param ownerDocument JSON of the owner document
/// @param zoneName the zone's DID
/// @param accessHostname the zone's host without a port: `home.localhost`
/// @param aliases other host names of the zone: `<machine>.local`
/// @param zoneDocumentJwt JWT, or JSON text when a wallet signed the boot document only
/// @param oodJwt the device document's JWT, under its first generation's name
/// @param adminPasswordHash `base64(sha256(password + user name + ".buckyos"))`; absent after boot
public record StartConfig(
    String userName,
    Optional<String> showName,
    JsonNode ownerDocument,
    String zoneName,
    String accessHostname,
    List<String> aliases,
    String zoneDocumentJwt,
    String bootConfigJwt,
    String deviceDocJwt,
    String deviceMiniDocJwt,
    String oodJwt,
    Optional<String> adminPasswordHash,
    boolean guestAccess,
    Optional<String> friendPasscode) {
  public StartConfig {
    userName = requireNonNullElse(userName, "");
    ownerDocument = requireNonNullElse(ownerDocument, MissingNode.getInstance());
    zoneDocumentJwt = requireNonNullElse(zoneDocumentJwt, "");
    deviceDocJwt = requireNonNullElse(deviceDocJwt, "");
    oodJwt = requireNonNullElse(oodJwt, deviceDocJwt);
    showName = showName == null ? Optional.empty() : showName;
    aliases = aliases == null ? List.of() : List.copyOf(aliases);
    adminPasswordHash = adminPasswordHash == null ? Optional.empty() : adminPasswordHash;
    friendPasscode = friendPasscode == null ? Optional.empty() : friendPasscode;
  }

  /// The same without the password hash, once system config has it.
  public StartConfig withoutPassword() {
    return new StartConfig(
        userName,
        showName,
        ownerDocument,
        zoneName,
        accessHostname,
        aliases,
        zoneDocumentJwt,
        bootConfigJwt,
        deviceDocJwt,
        deviceMiniDocJwt,
        oodJwt,
        Optional.empty(),
        guestAccess,
        Optional.empty());
  }

  @Override
  public String toString() {
    return "StartConfig[" + zoneName + ", " + userName + "]";
  }
}
