package io.bucky.services;

import io.bucky.base.Time;
import io.bucky.identity.BootDocument;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.Did;
import io.bucky.identity.OodString;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.SigningKey;
import io.bucky.identity.ZoneDocument;
import io.bucky.json.Json;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What activation leaves on a machine: the node `ood1` of alice's zone `home.localhost`.
final class ActivatedMachine {
  static final String PASSWORD = "correct horse";
  private static final Did OWNER = new Did("bns", "alice");
  private static final Did ZONE = new Did("web", "home.localhost");
  private static final String HOST = "home.localhost";

  private ActivatedMachine() {}

  /// @return the port base, whose ports were free a moment ago
  static int write(Path root) throws IOException {
    var random = new SecureRandom();
    Instant now = Time.system().now().minusSeconds(60);
    SigningKey ownerKey = SigningKey.generate(random);
    SigningKey deviceKey = SigningKey.generate(random);
    var layout = new ZoneLayout(root);
    Files.createDirectories(layout.etc());
    Files.createDirectories(layout.security());
    var device =
        DeviceDocument.build(
            new Did("dev", deviceKey.publicKey().x()),
            "ood1",
            DeviceDocument.OOD,
            deviceKey.publicKey(),
            OWNER,
            ZONE,
            Optional.empty(),
            now);
    String deviceJwt = device.sign(ownerKey);
    Files.writeString(
        layout.nodeIdentity(),
        DeviceIdentity.toJson(
            ZONE, HOST, OWNER, ownerKey.publicKey(), device, deviceJwt, deviceJwt, now));
    Files.writeString(layout.devicePrivateKey(), deviceKey.toPem().reveal());
    Files.writeString(layout.startConfig(), Json.write(startConfig(ownerKey, deviceJwt, now)));
    int base = freeBase(random);
    Files.writeString(layout.machineSettings(), Json.write(Json.object().put("port_base", base)));
    return base;
  }

  private static ObjectNode startConfig(SigningKey ownerKey, String deviceJwt, Instant now) {
    var owner = OwnerDocument.build(OWNER, "alice", "Alice", ownerKey.publicKey(), now);
    var boot =
        BootDocument.build(
            List.of(OodString.parse("ood1").orThrow()), Optional.empty(), now.plusSeconds(999_999));
    var zone = ZoneDocument.build(ZONE, HOST, OWNER, ownerKey.publicKey(), boot, "", now);
    ObjectNode config = Json.object().put("user_name", "alice").put("show_name", "Alice");
    config.set("owner_document", owner.json());
    config.put("zone_name", ZONE.toString()).put("access_hostname", HOST);
    config.put("zone_document_jwt", zone.sign(ownerKey)).put("ood_jwt", deviceJwt);
    return config.put("admin_password_hash", sha256(PASSWORD + "alice.buckyos"));
  }

  /// `base64(sha256(text))`, as the SDK makes password hashes and proofs.
  static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freeBase(SecureRandom random) {
    while (true) {
      int base = 10_000 + random.nextInt(400) * 100;
      if (isFree(base + 200)
          && isFree(base + 300)
          && isFree(base + 380)
          && isFree(base + 400)
          && isFree(base + 1_020)) {
        return base;
      }
    }
  }

  private static boolean isFree(int port) {
    try (var probe = new ServerSocket(port)) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
