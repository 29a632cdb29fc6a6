package io.bucky.naming;

import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.identity.Did;
import io.bucky.identity.IdentityDocument;
import io.bucky.identity.PublicKey;
import io.bucky.identity.TxtRecords;
import io.bucky.identity.TxtRecords.Documents;
import io.bucky.json.Json;
import io.bucky.naming.Resolution.Evidence;
import io.bucky.naming.Resolution.Found;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Resolves a DID: this zone's own documents, then what is remembered, then DNS, the host itself,
/// and the bridge of the DID's method. Any thread; blocks.
public final class NameResolver {
  private static final Log LOG = Log.of("naming");

  private final Bridges bridges;
  private final LocalDocuments local;
  private final TxtSource dns;
  private final WebSource web;
  private final Map<Did, PublicKey> pins;
  private final DocumentReader reader;
  private final DocumentMemory memory;
  private final Time time;

  /// @param pins owners whose key is known; nothing from the network replaces it
  public NameResolver(
      Bridges bridges,
      LocalDocuments local,
      TxtSource dns,
      WebSource web,
      Map<Did, PublicKey> pins,
      Time time) {
    this.bridges = bridges;
    this.local = local;
    this.dns = dns;
    this.web = web;
    this.reader = new DocumentReader(pins);
    this.memory = new DocumentMemory(time);
    this.time = time;
    this.pins = Map.copyOf(pins);
  }

  /// The documents that this zone answers for by itself.
  @FunctionalInterface
  public interface LocalDocuments {
    /// A JWT or JSON; what is here needs no proof.
    Optional<Resolution> find(Did did, DocumentKind kind);

    static LocalDocuments none() {
      return (_, _) -> Optional.empty();
    }
  }

  public Resolution resolve(Did did, DocumentKind kind) throws InterruptedException {
    Optional<PublicKey> key = key(did);
    if (key.isPresent()) {
      return new Resolution.Key(key.get());
    }
    Optional<Resolution> own = local.find(did, kind);
    if (own.isPresent()) {
      return own.get();
    }
    Optional<Resolution> remembered = memory.fresh(did, kind);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    Resolution asked = ask(did, kind);
    return memory.keep(did, kind, asked);
  }

  /// The key that a `did:dev` is.
  public static Optional<PublicKey> key(Did did) {
    return did.method().equals("dev") ? PublicKey.parseX(did.id()).toOptional() : Optional.empty();
  }

  private Resolution ask(Did did, DocumentKind kind) throws InterruptedException {
    var failures = new ArrayList<String>();
    boolean missing = false;
    for (Source source : sources(did, kind)) {
      switch (source.ask()) {
        case Lookup.Found<Found>(var found) -> {
          return found;
        }
        case Lookup.Gone<Found> _ -> {
          return new Resolution.Gone();
        }
        case Lookup.Missing<Found> _ -> missing = true;
        case Lookup.Failed<Found>(var why) -> {
          LOG.debug("source.failed", "did", did, "why", why);
          failures.add(why);
        }
      }
    }
    return failures.isEmpty() && missing
        ? new Resolution.Missing()
        : new Resolution.Unavailable(String.join("; ", failures));
  }

  private interface Source {
    Lookup<Found> ask() throws InterruptedException;
  }

  private List<Source> sources(Did did, DocumentKind kind) {
    var sources = new ArrayList<Source>();
    String host = bridges.host(did);
    sources.add(() -> byDns(did, kind, host));
    sources.add(() -> byHost(did, kind, host));
    bridges.bridge(did).ifPresent(bridge -> sources.add(() -> byBridge(did, kind, bridge)));
    return sources;
  }

  /// The records stand on the zone's host; a device is the first label before it.
  private Lookup<Found> byDns(Did did, DocumentKind kind, String host) throws InterruptedException {
    int dot = host.indexOf('.');
    if (kind == DocumentKind.DEVICE && dot < 0) {
      return new Lookup.Missing<>();
    }
    String zoneHost = kind == DocumentKind.DEVICE ? host.substring(dot + 1) : host;
    return switch (dns.txt(zoneHost)) {
      case Lookup.Missing<List<String>> _ -> new Lookup.Missing<>();
      case Lookup.Gone<List<String>> _ -> new Lookup.Gone<>();
      case Lookup.Failed<List<String>>(var why) -> new Lookup.Failed<>(why);
      case Lookup.Found<List<String>>(var texts) -> {
        Parsed<Did> zone = kind == DocumentKind.DEVICE ? bridges.did(zoneHost) : Parsed.ok(did);
        if (TxtRecords.parse(texts) instanceof Parsed.Malformed<TxtRecords>) {
          yield new Lookup.Missing<>(); // records of something else
        }
        Parsed<Documents> documents =
            TxtRecords.parse(texts)
                .flatMap(records -> zone.flatMap(id -> records.documents(zoneHost, id, now())));
        yield switch (documents) {
          case Parsed.Malformed<Documents>(var why) ->
              new Lookup.Failed<>("DNS of " + zoneHost + ": " + why);
          case Parsed.Ok<Documents>(var known) -> pick(known, kind, host, "DNS of " + zoneHost);
        };
      }
    };
  }

  private Lookup<Found> pick(Documents documents, DocumentKind kind, String host, String source) {
    PublicKey pin = pins.get(documents.owner().id());
    if (pin != null && !pin.equals(documents.owner().key())) {
      return new Lookup.Failed<>(source + " names another key for a known owner");
    }
    return switch (kind) {
      case ZONE -> found(documents.zone(), Json.write(documents.zone().json()), source);
      case BOOT -> found(documents.boot(), documents.bootJwt(), source);
      case OWNER -> found(documents.owner(), Json.write(documents.owner().json()), source);
      case DEVICE -> {
        var device = documents.devices().get(host.substring(0, host.indexOf('.')));
        yield device == null
            ? new Lookup.Missing<>()
            : found(device, Json.write(device.json()), source);
      }
    };
  }

  private static Lookup<Found> found(IdentityDocument document, String text, String source) {
    return new Lookup.Found<>(new Found(document, text, Evidence.VERIFIED, source));
  }

  private Lookup<Found> byHost(Did did, DocumentKind kind, String host)
      throws InterruptedException {
    String path =
        Bridges.path(did)
            .map(rest -> "/" + rest + "/" + kind.wire() + ".json")
            .orElse("/.well-known/" + kind.wire());
    return byWeb(did, kind, "https://" + host + path, false);
  }

  private Lookup<Found> byBridge(Did did, DocumentKind kind, String bridge)
      throws InterruptedException {
    String uri = "https://%s/1.0/identifiers/%s?type=%s".formatted(bridge, did, kind.wire());
    return byWeb(did, kind, uri, true);
  }

  private Lookup<Found> byWeb(Did did, DocumentKind kind, String uri, boolean enveloped)
      throws InterruptedException {
    URI target;
    try {
      target = URI.create(uri);
    } catch (IllegalArgumentException e) {
      return new Lookup.Failed<>("no host can be asked for " + did);
    }
    return switch (web.fetch(target)) {
      case Lookup.Missing<String> _ -> new Lookup.Missing<>();
      case Lookup.Gone<String> _ -> new Lookup.Gone<>();
      case Lookup.Failed<String>(var why) -> new Lookup.Failed<>(why);
      case Lookup.Found<String>(var text) ->
          enveloped ? opened(did, kind, text, uri) : read(did, kind, text, uri);
    };
  }

  private Lookup<Found> opened(Did did, DocumentKind kind, String envelope, String source) {
    Optional<JsonNode> json = Json.parse(envelope).toOptional();
    if (json.isEmpty()) {
      return new Lookup.Failed<>(source + " did not answer with JSON");
    }
    if (json.get().path("didDocumentMetadata").path("deactivated").booleanValue(false)) {
      return new Lookup.Gone<>();
    }
    JsonNode document = json.get().path("didDocument");
    return read(
        did, kind, document.isString() ? document.stringValue() : document.toString(), source);
  }

  private Lookup<Found> read(Did did, DocumentKind kind, String text, String source) {
    return switch (reader.read(did, kind, text, source, now())) {
      case Parsed.Ok<Found>(var found) -> new Lookup.Found<>(found);
      case Parsed.Malformed<Found>(var why) -> new Lookup.Failed<>(source + ": " + why);
    };
  }

  private Instant now() {
    return time.now();
  }
}
