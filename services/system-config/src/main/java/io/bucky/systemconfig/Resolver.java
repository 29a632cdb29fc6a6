package io.bucky.systemconfig;

import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.config.ConfigStore;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.Did;
import io.bucky.systemconfig.ZoneDocuments.Accepted;
import io.bucky.systemconfig.ZoneDocuments.CorruptRecord;
import io.bucky.systemconfig.ZoneDocuments.Published;
import io.bucky.systemconfig.ZoneDocuments.Status;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Answers who and what the zone is: DID resolution and well-known documents.
///
/// Names outside the zone are never said to be missing: the client must look elsewhere.
final class Resolver {
  private static final Set<String> TYPES =
      Set.of("zone", "boot", "owner", "device", "info", "agent", "app");
  private static final Set<String> KEY_METHODS = Set.of("dev", "key", "undefined");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  private final ZoneDocuments documents;
  private final String zoneHost;

  Resolver(ConfigStore store, DeviceIdentity identity, Time time) {
    this.documents = new ZoneDocuments(store, time);
    this.zoneHost = identity.zoneHost().toLowerCase(Locale.ROOT);
  }

  /// Whether `host`, perhaps with a port, is the zone's own name.
  boolean isZoneHost(String host) {
    return bare(host).equals(zoneHost);
  }

  private static String bare(String host) {
    int colon = host.lastIndexOf(':');
    boolean port = colon >= 0 && host.chars().skip(colon + 1L).allMatch(Character::isDigit);
    return (port ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
  }

  /// Who is asked about.
  private sealed interface Subject {
    record Zone() implements Subject {}

    record Owner() implements Subject {}

    /// @param name of a device, a user or an agent
    record Member(String name) implements Subject {}

    record Foreign() implements Subject {}

    record Illegal(String why) implements Subject {}
  }

  /// Answers `GET /1.0/identifiers/<name>`.
  ///
  /// @param type text of the query parameter, empty when absent
  /// @param host the request's host header
  ResolverAnswer resolve(String name, String type, boolean historical, String host)
      throws InterruptedException {
    if (historical) {
      return ResolverAnswer.notHistorical();
    }
    try {
      Optional<Accepted> zone = documents.zone();
      if (name.equals("self")) {
        return self(zone, host);
      }
      String kind = type.isEmpty() || type.equals("did") ? "zone" : type;
      if (!TYPES.contains(kind)) {
        return ResolverAnswer.error(400, "unknown document type " + kind);
      }
      Subject subject = subject(name, zone);
      if (subject instanceof Subject.Illegal(var why)) {
        return ResolverAnswer.error(400, why);
      }
      if (zone.isEmpty()) {
        return ResolverAnswer.error(503, "the zone has not booted");
      }
      return subject instanceof Subject.Foreign
          ? ResolverAnswer.error(503, name + " is not of this zone")
          : resolve(subject, kind, !type.equals(kind), zone.get());
    } catch (CorruptRecord e) {
      return ResolverAnswer.error(500, String.valueOf(e.getMessage()));
    }
  }

  /// Only the zone's own host says yes: a published client takes the host that does for the zone's.
  private ResolverAnswer self(Optional<Accepted> zone, String host) {
    if (!isZoneHost(host)) {
      return ResolverAnswer.error(404, "this host is not the zone's");
    }
    return zone.map(accepted -> ResolverAnswer.bare(accepted.document().json().toString()))
        .orElseGet(() -> ResolverAnswer.error(503, "the zone has not booted"));
  }

  private ResolverAnswer resolve(Subject subject, String kind, boolean byDefault, Accepted zone)
      throws InterruptedException, CorruptRecord {
    return switch (subject) {
      case Subject.Zone _ -> ofZone(kind, zone);
      case Subject.Owner _ -> {
        Optional<String> user = documents.ownerName(zone);
        yield user.isEmpty()
            ? missing("owner")
            : ResolverAnswer.envelope(
                "owner", documents.named("owner", user.get(), zone.document().owner(), zone));
      }
      case Subject.Member(var name) -> {
        List<String> kinds = byDefault ? List.of("device", "owner", "agent") : List.of(kind);
        for (String each : kinds) {
          Published found = documents.named(each, name, child(name, zone), zone);
          if (found.status() != Status.MISSING) {
            yield ResolverAnswer.envelope(each, found);
          }
        }
        yield missing(kind);
      }
      case Subject.Foreign _, Subject.Illegal _ -> missing(kind);
    };
  }

  private ResolverAnswer ofZone(String kind, Accepted zone)
      throws InterruptedException, CorruptRecord {
    return switch (kind) {
      case "zone" -> ResolverAnswer.envelope("zone", documents.zoneDocument(zone));
      case "boot" -> ResolverAnswer.envelope("boot", documents.bootDocument(zone));
      case "owner" -> resolve(new Subject.Owner(), kind, false, zone);
      default -> missing(kind);
    };
  }

  private static ResolverAnswer missing(String kind) {
    return ResolverAnswer.envelope(kind, Published.without(Status.MISSING));
  }

  private Subject subject(String name, Optional<Accepted> zone) {
    if (!name.startsWith("did:")) {
      return ofHost(name.toLowerCase(Locale.ROOT));
    }
    if (!(Did.parse(name) instanceof Parsed.Ok<Did>(var did))) {
      return new Subject.Illegal("malformed DID");
    }
    if (KEY_METHODS.contains(did.method())) {
      return new Subject.Illegal("did:" + did.method() + " is not resolved: it is its own key");
    }
    if (zone.isPresent()) {
      Did own = zone.get().document().id();
      if (did.equals(own)) {
        return new Subject.Zone();
      }
      if (did.equals(zone.get().document().owner())) {
        return new Subject.Owner();
      }
      String below = "." + own.id();
      if (did.method().equals(own.method()) && did.id().endsWith(below)) {
        return member(did.id().substring(0, did.id().length() - below.length()));
      }
    }
    return did.method().equals("web") ? ofHost(did.id()) : new Subject.Foreign();
  }

  private Subject ofHost(String host) {
    String bare = bare(host);
    if (bare.equals(zoneHost)) {
      return new Subject.Zone();
    }
    if (bare.endsWith("." + zoneHost)) {
      return member(bare.substring(0, bare.length() - zoneHost.length() - 1));
    }
    return bare.indexOf('.') < 0 && bare.indexOf(':') < 0 ? member(bare) : new Subject.Foreign();
  }

  private static Subject member(String name) {
    return NAME.matcher(name).matches() ? new Subject.Member(name) : new Subject.Foreign();
  }

  private static Did child(String name, Accepted zone) {
    Did own = zone.document().id();
    return new Did(own.method(), name + "." + own.id());
  }

  /// Answers `GET /.well-known/<type>[.json|.jwt]`; the host header says whose document.
  ResolverAnswer wellKnown(String type, String form, String host) throws InterruptedException {
    try {
      Optional<Accepted> zone = documents.zone();
      if (zone.isEmpty()) {
        return ResolverAnswer.error(503, "the zone has not booted");
      }
      Subject subject = ofHost(bare(host));
      Published found = wellKnown(subject, type, zone.get());
      if (found.status().http() == 410) {
        return ResolverAnswer.error(410, "the document was revoked");
      }
      return found.text().isEmpty()
          ? ResolverAnswer.error(404, "no such document is published here")
          : formed(found.text().get(), form);
    } catch (CorruptRecord e) {
      return ResolverAnswer.error(500, String.valueOf(e.getMessage()));
    }
  }

  private Published wellKnown(Subject subject, String type, Accepted zone)
      throws InterruptedException, CorruptRecord {
    return switch (subject) {
      case Subject.Zone _ ->
          switch (type) {
            case "did", "zone" -> documents.zoneDocument(zone);
            case "boot" -> documents.bootDocument(zone);
            case "owner" -> {
              Optional<String> user = documents.ownerName(zone);
              yield user.isEmpty()
                  ? Published.without(Status.MISSING)
                  : documents.named("owner", user.get(), zone.document().owner(), zone);
            }
            default -> Published.without(Status.MISSING);
          };
      case Subject.Member(var name) ->
          documents.named(type.equals("did") ? "device" : type, name, child(name, zone), zone);
      case Subject.Owner _, Subject.Foreign _, Subject.Illegal _ ->
          Published.without(Status.MISSING);
    };
  }

  private static ResolverAnswer formed(String text, String form) {
    boolean json = ResolverAnswer.isJson(text);
    return switch (form) {
      case "jwt" ->
          json
              ? ResolverAnswer.error(404, "the document is not published as a JWT")
              : ResolverAnswer.bare(text);
      case "json" ->
          json
              ? ResolverAnswer.bare(text)
              : io.bucky.identity.IdentityDocument.unverified(text)
                  .map(claims -> ResolverAnswer.bare(claims.toString()))
                  .toOptional()
                  .orElseGet(() -> ResolverAnswer.error(500, "the document cannot be read"));
      default -> ResolverAnswer.bare(text);
    };
  }
}
