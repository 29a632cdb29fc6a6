package io.bucky.scheduler;

import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.ZoneDocument;
import io.bucky.json.Json;
import io.bucky.zone.StartConfig;
import java.util.Base64;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// What the first boot makes a zone of: a [StartConfig] whose documents can be read and whose names
/// can be used.
///
/// @param zoneText the zone document as it was signed
/// @param deviceText the first OOD's document as it was signed
/// @param passwordHash of the first admin
record Founding(
    String userName,
    String showName,
    String ownerText,
    String zoneText,
    ZoneDocument zone,
    String deviceText,
    DeviceDocument device,
    Secret passwordHash) {
  private static final int HASH_BYTES = 32;

  static Parsed<Founding> parse(String text) {
    return Json.read(text, StartConfig.class).flatMap(Founding::of);
  }

  private static Parsed<Founding> of(StartConfig start) {
    String user = start.userName().toLowerCase(Locale.ROOT);
    if (!Subjects.isName(user) || Subjects.isTaken(user)) {
      return Parsed.malformed("user_name '" + user + "' cannot be used");
    }
    var hash = new Secret(start.adminPasswordHash().orElse(""));
    if (!isHash(hash)) {
      return Parsed.malformed("admin_password_hash is not base64 of 32 bytes");
    }
    String owner = text(start.ownerDocument());
    return DeviceDocument.parse(start.oodJwt())
        .flatMap(device ->
            ZoneDocument.parse(start.zoneDocumentJwt())
                .map(zone ->
                    new Founding(
                        user,
                        showName(start, owner, user),
                        owner,
                        start.zoneDocumentJwt(),
                        zone,
                        start.oodJwt(),
                        device,
                        hash)));
  }

  private static String showName(StartConfig start, String owner, String user) {
    return start
        .showName()
        .or(() -> OwnerDocument.parse(owner).map(OwnerDocument::displayName).toOptional())
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
