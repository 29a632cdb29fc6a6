package io.bucky.systemconfig;

import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.identity.Did;
import io.bucky.identity.IdentityDocument;
import io.bucky.identity.ZoneDocument;
import io.bucky.json.Json;
import io.bucky.zone.BootConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The documents that the zone publishes about itself, as the tree holds them.
final class ZoneDocuments {
  private final ConfigStore store;
  private final Time time;

  ZoneDocuments(ConfigStore store, Time time) {
    this.store = store;
    this.time = time;
  }

  /// What is said about a document.
  enum Status {
    ACTIVE("active", 200),
    EXPIRED("expired", 200),
    MIGRATED("migrated", 200),
    MISSING("missing", 404),
    REVOKED("revoked", 410),
    TOMBSTONED("tombstoned", 410);

    private final String wire;
    private final int http;

    Status(String wire, int http) {
      this.wire = wire;
      this.http = http;
    }

    String wire() {
      return wire;
    }

    int http() {
      return http;
    }

    static Optional<Status> parse(String wire) {
      for (Status status : values()) {
        if (status.wire.equals(wire)) {
          return Optional.of(status);
        }
      }
      return Optional.empty();
    }
  }

  /// @param text JWT or JSON; empty unless the status is a 200
  /// @param version when it was issued, unix seconds
  /// @param hash `sha256:` and the hex of the text
  record Published(
      Status status,
      Optional<String> text,
      long version,
      String owner,
      long authoritySequence,
      String hash,
      Optional<String> migrationTarget) {
    static Published without(Status status) {
      return new Published(status, Optional.empty(), 0, "", 0, "", Optional.empty());
    }
  }

  /// A stored record that cannot be read.
  static final class CorruptRecord extends Exception {
    private static final long serialVersionUID = 1;

    CorruptRecord(String key) {
      super("the stored record " + key + " cannot be read");
    }
  }

  /// The accepted zone document; empty before boot.
  Optional<Accepted> zone() throws InterruptedException, CorruptRecord {
    Optional<String> stored = value("boot/config");
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> text =
        Json.read(stored.get(), BootConfig.class).toOptional().map(BootConfig::zoneDocument);
    Optional<ZoneDocument> document = text.flatMap(t -> ZoneDocument.parse(t).toOptional());
    if (text.isEmpty() || document.isEmpty()) {
      throw new CorruptRecord("boot/config");
    }
    return Optional.of(new Accepted(text.get(), document.get()));
  }

  /// @param text as it was signed
  record Accepted(String text, ZoneDocument document) {}

  Published zoneDocument(Accepted zone) throws CorruptRecord {
    return published("boot/config", zone.text(), zone);
  }

  Published bootDocument(Accepted zone) throws CorruptRecord {
    Optional<String> jwt = zone.document().bootJwt();
    return jwt.isEmpty()
        ? Published.without(Status.MISSING)
        : published("boot/config", jwt.get(), zone);
  }

  /// The document of somebody or something in the zone.
  ///
  /// @param name short name: one segment of a key
  /// @param did what the cache of resolved documents is asked for
  Published named(String type, String name, Did did, Accepted zone)
      throws InterruptedException, CorruptRecord {
    Optional<Published> cached = cached(type, did, zone);
    if (cached.isPresent()) {
      return cached.get();
    }
    String key =
        switch (type) {
          case "device" -> "devices/" + name + "/doc";
          case "owner" -> "users/" + name + "/doc";
          case "agent" -> "agents/" + name + "/doc";
          default -> "";
        };
    Optional<String> text = key.isEmpty() ? Optional.empty() : value(key);
    if (text.isEmpty()) {
      return Published.without(Status.MISSING);
    }
    String document = type.equals("owner") ? withZoneKey(key, text.get(), zone) : text.get();
    return published(key, document, zone);
  }

  /// The name of the user who owns the zone.
  Optional<String> ownerName(Accepted zone) throws InterruptedException {
    for (String user : store.children("users")) {
      Optional<String> id =
          value("users/" + user + "/doc")
              .flatMap(text -> IdentityDocument.unverified(text).toOptional())
              .map(json -> json.path("id").stringValue(""));
      if (id.isPresent() && id.get().equals(zone.document().owner().toString())) {
        return Optional.of(user);
      }
    }
    return Optional.empty();
  }

  /// The owner's key is the one that the zone was accepted with, whatever the stored document says.
  private static String withZoneKey(String key, String text, Accepted zone) throws CorruptRecord {
    ObjectNode json = read(key, text);
    if (!json.path("id").stringValue("").equals(zone.document().owner().toString())) {
      return text;
    }
    JsonNode method = json.path("verificationMethod").path(0);
    if (method instanceof ObjectNode first) {
      first.set("publicKeyJwk", zone.document().key().jwk());
    }
    return json.toString();
  }

  private Optional<Published> cached(String type, Did did, Accepted zone)
      throws InterruptedException, CorruptRecord {
    String segment = did.toString().replace("%", "%25").replace("/", "%2F");
    String base = "resolver/cache/" + segment + "/" + type;
    Optional<String> state = value(base + "/state");
    if (state.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode json = read(base + "/state", state.get());
    Optional<Status> status = Status.parse(json.path("document_status").stringValue(""));
    if (status.isEmpty()) {
      throw new CorruptRecord(base + "/state");
    }
    Optional<String> text = value(base + "/doc");
    if (status.get().http() != 200 || text.isEmpty()) {
      return Optional.of(
          Published.without(status.get().http() == 200 ? Status.MISSING : status.get()));
    }
    JsonNode target = json.path("migration_target");
    Published plain = published(base + "/doc", text.get(), zone);
    return Optional.of(
        new Published(
            status.get(),
            plain.text(),
            json.path("document_version").longValue(plain.version()),
            json.path("effective_owner").stringValue(plain.owner()),
            json.path("authority_seq").longValue(1),
            plain.hash(),
            target.isString() ? Optional.of(target.stringValue()) : Optional.empty()));
  }

  private Published published(String key, String text, Accepted zone) throws CorruptRecord {
    ObjectNode json = read(key, text);
    long issued = json.path("iat").longValue(json.path("exp").longValue(0));
    long expires = json.path("exp").longValue(Long.MAX_VALUE);
    return new Published(
        expires < time.now().getEpochSecond() ? Status.EXPIRED : Status.ACTIVE,
        Optional.of(text),
        issued,
        zone.document().owner().toString(),
        1,
        "sha256:" + HexFormat.of().formatHex(sha256(text)),
        Optional.empty());
  }

  private static ObjectNode read(String key, String text) throws CorruptRecord {
    return switch (IdentityDocument.unverified(text)) {
      case Parsed.Ok<ObjectNode>(var json) -> json;
      case Parsed.Malformed<ObjectNode> _ -> throw new CorruptRecord(key);
    };
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private Optional<String> value(String key) throws InterruptedException {
    return ConfigKey.parse(key) instanceof Parsed.Ok<ConfigKey>(var parsed)
        ? store.get(parsed).map(Entry::value)
        : Optional.empty();
  }
}
