package io.bucky.scheduler;

import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.ZoneDocument;
import io.bucky.json.Json;
import java.util.Base64;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// `etc/start_config.json`, as activation wrote it: what the first boot needs to know.
///
/// @param zoneText the zone document as it was signed
/// @param deviceText the first OOD's document as it was signed
/// @param passwordHash of the first admin
record StartConfig(
    String userName,
    String showName,
    String ownerText,
    String zoneText,
    ZoneDocument zone,
    String deviceText,
    DeviceDocument device,
    Secret passwordHash) {
  private static final int HASH_BYTES = 32;

  static Parsed<StartConfig> parse(String text) {
    return Json.parse(text).flatMap(StartConfig::of);
  }

  private static Parsed<StartConfig> of(JsonNode json) {
    String user = json.path("user_name").asString("").toLowerCase(Locale.ROOT);
    if (!Subjects.isName(user) || Subjects.isTaken(user)) {
      return Parsed.malformed("user_name '" + user + "' cannot be used");
    }
    var hash = new Secret(json.path("admin_password_hash").asString(""));
    if (!isHash(hash)) {
      return Parsed.malformed("admin_password_hash is not base64 of 32 bytes");
    }
    String deviceText = json.path("ood_jwt").asString(json.path("device_doc_jwt").asString(""));
    String zoneText = json.path("zone_document_jwt").asString("");
    return DeviceDocument.parse(deviceText)
        .flatMap(device ->
            ZoneDocument.parse(zoneText)
                .map(zone ->
                    new StartConfig(
                        user,
                        showName(json, user),
                        text(json.path("owner_document")),
                        zoneText,
                        zone,
                        deviceText,
                        device,
                        hash)));
  }

  private static String showName(JsonNode json, String user) {
    String chosen = json.path("show_name").asString("");
    if (!chosen.isEmpty()) {
      return chosen;
    }
    return OwnerDocument.parse(text(json.path("owner_document")))
        .map(OwnerDocument::displayName)
        .toOptional()
        .filter(name -> !name.isEmpty())
        .orElse(user);
  }

  /// A document may stand there as an object or as text.
  private static String text(JsonNode document) {
    return document.isString() ? document.stringValue() : Json.write(document);
  }

  private static boolean isHash(Secret hash) {
    try {
      return Base64.getDecoder().decode(hash.reveal()).length == HASH_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
