package io.bucky.identity;

import io.bucky.base.Parsed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The TXT records on a zone's host name: `PKX=<owner key>[:<method>:<id>];`, `BOOT=<jwt>;`, and
/// one `DEV=<jwt>;` per device.
///
/// @param ownerKey everything else counts only when this key signed it
/// @param owner the owner's DID when the key record names it
/// @param boot JWT
/// @param devices JWTs
public record TxtRecords(
    PublicKey ownerKey, Optional<Did> owner, Optional<String> boot, List<String> devices) {
  static final int RECORDS_MAX = 256;
  private static final Pattern INDEXED_KEY = Pattern.compile("\\d{1,4}:.*");

  public TxtRecords {
    devices = List.copyOf(devices);
  }

  /// What a zone publishes; each text is one record.
  public static List<String> generate(
      SigningKey ownerKey,
      Optional<Did> owner,
      BootDocument boot,
      List<DeviceMiniDocument> devices) {
    var texts = new ArrayList<String>();
    texts.add("BOOT=" + boot.sign(ownerKey) + ";");
    texts.add("PKX=" + ownerKey.publicKey().x() + owner.map(TxtRecords::suffix).orElse("") + ";");
    devices.forEach(device -> texts.add("DEV=" + device.sign(ownerKey) + ";"));
    return texts;
  }

  private static String suffix(Did owner) {
    return ":" + owner.method() + ":" + owner.id();
  }

  /// Reads the records of a host, each already joined from its strings. Unknown records are
  /// ignored; without a key record there is nothing to read. Never throws.
  public static Parsed<TxtRecords> parse(List<String> texts) {
    Optional<String> pkx = Optional.empty();
    Optional<String> boot = Optional.empty();
    var devices = new ArrayList<String>();
    for (String text : texts.subList(0, Math.min(texts.size(), RECORDS_MAX))) {
      String trimmed = text.strip();
      int equals = trimmed.indexOf('=');
      int end = trimmed.endsWith(";") ? trimmed.length() - 1 : trimmed.length();
      if (equals < 0 || equals >= end) {
        continue;
      }
      String value = trimmed.substring(equals + 1, end).strip();
      switch (trimmed.substring(0, equals)) {
        case "PKX" -> pkx = pkx.or(() -> Optional.of(value));
        case "BOOT" -> boot = boot.or(() -> Optional.of(value));
        case "DEV" -> devices.add(value);
        default -> {}
      }
    }
    if (pkx.isEmpty()) {
      return Parsed.malformed("no PKX record, so nothing says whose the other records are");
    }
    Optional<String> bootJwt = boot;
    return key(pkx.get()).map(key -> new TxtRecords(key.x, key.owner, bootJwt, devices));
  }

  private record Key(PublicKey x, Optional<Did> owner) {}

  private static Parsed<Key> key(String value) {
    String text =
        INDEXED_KEY.matcher(value).matches() ? value.substring(value.indexOf(':') + 1) : value;
    int colon = text.indexOf(':');
    if (colon < 0) {
      return PublicKey.parseX(text).map(x -> new Key(x, Optional.empty()));
    }
    return PublicKey.parseX(text.substring(0, colon))
        .flatMap(x ->
            Did.parse("did" + text.substring(colon)).map(owner -> new Key(x, Optional.of(owner))));
  }

  /// The documents that follow, every signature checked; a device record that the owner did not
  /// sign is left out.
  ///
  /// @param host the name that was asked
  /// @param hostDid the DID of that name
  public Parsed<Documents> documents(String host, Did hostDid, Instant now) {
    if (boot.isEmpty()) {
      return Parsed.malformed("no BOOT record");
    }
    return BootDocument.verified(boot.get(), ownerKey, now)
        .flatMap(document -> documents(host, hostDid, document, boot.get(), now));
  }

  private Parsed<Documents> documents(
      String host, Did hostDid, BootDocument document, String bootJwt, Instant now) {
    Did zoneId = document.id().orElse(hostDid);
    Did ownerId = owner.or(document::owner).orElse(hostDid);
    var known = new TreeMap<String, DeviceDocument>();
    for (String jwt : devices) {
      DeviceMiniDocument.verified(jwt, ownerKey, now)
          .toOptional()
          .ifPresent(mini -> known.putIfAbsent(mini.name(), mini.expand(ownerId, zoneId)));
    }
    String name = ownerId.id().substring(ownerId.id().lastIndexOf(':') + 1);
    var ownerDocument =
        OwnerDocument.build(ownerId, name, name + "@" + host, ownerKey, document.issuedAt())
            .withDefaultZone(zoneId, host);
    ZoneDocument zone =
        ZoneDocument.derive(zoneId, host, ownerId, ownerKey, document, bootJwt).withDevices(known);
    return Parsed.ok(new Documents(ownerDocument, document, bootJwt, zone, known));
  }

  /// @param devices by name
  public record Documents(
      OwnerDocument owner,
      BootDocument boot,
      String bootJwt,
      ZoneDocument zone,
      SortedMap<String, DeviceDocument> devices) {}
}
