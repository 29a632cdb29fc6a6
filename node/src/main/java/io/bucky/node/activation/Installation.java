package io.bucky.node.activation;

import io.bucky.json.Json;
import io.bucky.zone.StartConfig;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// Puts a document set on disk, all or nothing.
///
/// Everything is written and forced in a staging folder first; then each file is renamed to its
/// place, the node identity last. Until that one exists the node is inactive, and what an
/// interrupted activation left is overwritten by the next one.
public final class Installation {
  private final ZoneLayout layout;
  private final Disk disk;

  Installation(ZoneLayout layout, Disk disk) {
    this.layout = layout;
    this.disk = disk;
  }

  public Installation(ZoneLayout layout) {
    this(layout, Disk.local());
  }

  /// Does this machine belong to a zone?
  public static boolean active(ZoneLayout layout) {
    return Files.exists(layout.nodeIdentity());
  }

  void install(DocumentSet documents, StartConfig start, Instant now) throws IOException {
    Path staging = layout.root().resolve(".activation");
    disk.removeFolder(staging);
    disk.makePrivateFolder(staging);
    disk.makePrivateFolder(layout.security());
    Path key = staging.resolve("node_private_key.pem");
    Path startConfig = staging.resolve("start_config.json");
    Path zone = staging.resolve("zone_document.jwt");
    Path identity = staging.resolve("node_identity.json");
    disk.writePrivate(key, bytes(documents.deviceKeyPem().reveal()));
    disk.writePrivate(startConfig, Json.writeBytes(start));
    disk.writePrivate(zone, bytes(documents.zoneText()));
    disk.writePrivate(identity, bytes(documents.identityText(now)));
    disk.put(key, layout.devicePrivateKey());
    disk.put(startConfig, layout.startConfig());
    disk.put(zone, layout.etc().resolve("zone_document.jwt"));
    disk.put(identity, layout.nodeIdentity()); // from here on the node is active
    disk.removeFolder(staging);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
