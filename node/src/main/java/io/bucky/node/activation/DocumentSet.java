package io.bucky.node.activation;

import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.identity.BootDocument;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.DeviceMiniDocument;
import io.bucky.identity.IdentityDocument;
import io.bucky.identity.OodString;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.PublicKey;
import io.bucky.identity.SigningKey;
import io.bucky.identity.ZoneDocument;
import io.bucky.json.Json;
import io.bucky.zone.ReservedNames;
import io.bucky.zone.StartConfig;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Everything that makes a machine the first node of a zone, signed and checked, before a byte of
/// it is on disk.
///
/// @param zoneText JWT of the zone document, or JSON text when the owner's key is not here
public record DocumentSet(
    ZoneName zone,
    OwnerDocument owner,
    String zoneText,
    String bootJwt,
    DeviceDocument device,
    String deviceJwt,
    String deviceMiniJwt,
    SigningKey deviceKey) {
  /// The first node of every zone.
  public static final String DEVICE_NAME = ReservedNames.FIRST_NODE;

  private static final String NAT = "nat";

  /// What the owner decides beside names.
  ///
  /// @param netId `nat` when absent
  /// @param supportNode URL of a relay that the documents name; it is not called
  public record Wishes(
      Optional<String> showName,
      Optional<String> passwordHash,
      boolean guestAccess,
      Optional<String> friendPasscode,
      Optional<String> netId,
      Optional<Integer> rtcpPort,
      Optional<String> supportNode) {
    public static Wishes of(Optional<String> showName, String passwordHash) {
      return new Wishes(
          showName,
          Optional.of(passwordHash),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  /// Makes and signs all documents.
  public static Parsed<DocumentSet> sign(
      ZoneName zone,
      OwnerName owner,
      SigningKey ownerKey,
      SigningKey deviceKey,
      Wishes wishes,
      Instant now) {
    try {
      DeviceDocument device = device(zone, owner, deviceKey.publicKey(), wishes, now);
      var boot =
          BootDocument.build(
              List.of(ood(wishes.netId())),
              wishes.supportNode().map(DocumentSet::hostOf),
              now.plus(IdentityDocument.TEN_YEARS));
      var mini =
          DeviceMiniDocument.build(
              DEVICE_NAME, deviceKey.publicKey(), device.rtcpPort(), device.expiresAt());
      String bootJwt = boot.sign(ownerKey);
      ZoneDocument zoneDocument =
          ZoneDocument.build(
              zone.did(), zone.host(), owner.did(), ownerKey.publicKey(), boot, bootJwt, now);
      return Parsed.ok(
          new DocumentSet(
              zone,
              ownerDocument(zone, owner, ownerKey.publicKey(), wishes, now),
              zoneDocument.sign(ownerKey),
              bootJwt,
              device,
              device.sign(ownerKey),
              mini.sign(ownerKey),
              deviceKey));
    } catch (IllegalArgumentException e) {
      return Parsed.malformed(String.valueOf(e.getMessage()));
    }
  }

  /// What a wallet signed.
  public record Signed(String bootJwt, String deviceJwt, String deviceMiniJwt) {}

  /// Takes documents that a wallet signed; each must verify with the owner's key, and the device
  /// document must name the device's key.
  public static Parsed<DocumentSet> signedElsewhere(
      ZoneName zone,
      OwnerName owner,
      PublicKey ownerKey,
      Signed signed,
      SigningKey deviceKey,
      Wishes wishes,
      Instant now) {
    try {
      BootDocument boot = BadInput.check(BootDocument.verified(signed.bootJwt(), ownerKey, now));
      DeviceDocument device =
          BadInput.check(DeviceDocument.verified(signed.deviceJwt(), ownerKey, now));
      DeviceMiniDocument mini =
          BadInput.check(DeviceMiniDocument.verified(signed.deviceMiniJwt(), ownerKey, now));
      checkThatTheyMatch(boot, device, mini, deviceKey);
      ZoneDocument zoneDocument =
          ZoneDocument.build(
              zone.did(), zone.host(), owner.did(), ownerKey, boot, signed.bootJwt(), now);
      return Parsed.ok(
          new DocumentSet(
              zone,
              ownerDocument(zone, owner, ownerKey, wishes, now),
              Json.write(zoneDocument.json()),
              signed.bootJwt(),
              device,
              signed.deviceJwt(),
              signed.deviceMiniJwt(),
              deviceKey));
    } catch (BadInput e) {
      return Parsed.malformed(e.why());
    }
  }

  private static void checkThatTheyMatch(
      BootDocument boot, DeviceDocument device, DeviceMiniDocument mini, SigningKey deviceKey)
      throws BadInput {
    if (!device.key().equals(deviceKey.publicKey()) || !mini.key().equals(device.key())) {
      throw new BadInput("the device's documents name another key than device_private_key");
    }
    if (!mini.name().equals(device.name()) || !device.isOod()) {
      throw new BadInput("the device's documents do not describe one OOD");
    }
    if (boot.oods().stream().noneMatch(ood -> ood.isOod() && ood.name().equals(device.name()))) {
      throw new BadInput("the boot document does not list the OOD " + device.name());
    }
  }

  /// The device document that is to be signed.
  static DeviceDocument device(
      ZoneName zone, OwnerName owner, PublicKey key, Wishes wishes, Instant now) {
    var document =
        DeviceDocument.build(
            key.did(),
            DEVICE_NAME,
            DeviceDocument.OOD,
            key,
            owner.did(),
            zone.did(),
            wishes.netId().filter(id -> !id.equals(NAT)),
            now);
    ObjectNode json = document.json();
    wishes
        .rtcpPort()
        .filter(port -> port != DeviceDocument.RTCP_PORT)
        .ifPresent(port -> json.put("rtcp_port", port));
    boolean moving =
        wishes.netId().filter(id -> id.equals("wan_dyn") || id.equals("portmap")).isPresent();
    if (moving) {
      wishes.supportNode().ifPresent(url -> json.put("ddns_sn_url", url));
    }
    return DeviceDocument.of(json).orThrow();
  }

  private static OwnerDocument ownerDocument(
      ZoneName zone, OwnerName owner, PublicKey key, Wishes wishes, Instant now) {
    return OwnerDocument.build(
            owner.did(), owner.text(), wishes.showName().orElse(owner.text()), key, now)
        .withDefaultZone(zone.did(), zone.host());
  }

  private static OodString ood(Optional<String> netId) {
    return new OodString(
        OodString.Role.OOD_AND_GATEWAY,
        DEVICE_NAME,
        Optional.empty(),
        netId.filter(id -> !id.equals(NAT) && !id.isBlank()));
  }

  private static String hostOf(String url) {
    String rest = url.replaceFirst("^[a-z]+://", "");
    return rest.split("[/:]", 2)[0];
  }

  /// The text of `node_identity.json`.
  String identityText(Instant now) {
    return DeviceIdentity.toJson(
        zone.did(), zone.host(), owner.id(), owner.key(), device, deviceJwt, deviceMiniJwt, now);
  }

  Secret deviceKeyPem() {
    return deviceKey.toPem();
  }

  /// What the boot scheduler gets.
  StartConfig startConfig(Wishes wishes, List<String> aliases) {
    return new StartConfig(
        owner.name(),
        wishes.showName(),
        owner.json(),
        zone.did().toString(),
        zone.host(),
        aliases,
        zoneText,
        bootJwt,
        deviceJwt,
        deviceMiniJwt,
        deviceJwt,
        wishes.passwordHash(),
        wishes.guestAccess(),
        wishes.friendPasscode());
  }

  @Override
  public String toString() {
    return "DocumentSet[" + zone.host() + ", " + owner.name() + "]";
  }
}
