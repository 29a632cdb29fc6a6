package io.bucky.naming;

import io.bucky.base.Parsed;
import io.bucky.identity.BootDocument;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.Did;
import io.bucky.identity.IdentityDocument;
import io.bucky.identity.Jwt;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.PublicKey;
import io.bucky.identity.ZoneDocument;
import io.bucky.naming.Resolution.Evidence;
import io.bucky.naming.Resolution.Found;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a document that a host or a bridge handed out, and decides how far to believe it.
final class DocumentReader {
  private final Map<Did, PublicKey> pins;

  /// @param pins owners whose key is known and never replaced
  DocumentReader(Map<Did, PublicKey> pins) {
    this.pins = Map.copyOf(pins);
  }

  Parsed<Found> read(Did asked, DocumentKind kind, String text, String source, Instant now) {
    return IdentityDocument.unverified(text)
        .flatMap(json -> DocumentReader.of(kind, json))
        .flatMap(document -> checked(asked, document, text.strip(), source, now));
  }

  private static Parsed<? extends IdentityDocument> of(DocumentKind kind, ObjectNode json) {
    return switch (kind) {
      case ZONE -> ZoneDocument.of(json);
      case BOOT -> BootDocument.of(json);
      case OWNER -> OwnerDocument.of(json);
      case DEVICE -> DeviceDocument.of(json);
    };
  }

  private Parsed<Found> checked(
      Did asked, IdentityDocument document, String text, String source, Instant now) {
    if (now.isAfter(document.expiresAt())) {
      return Parsed.malformed(source + " has a document that expired");
    }
    if (id(document).filter(id -> !id.equals(asked)).isPresent()) {
      return Parsed.malformed(source + " has a document of another DID");
    }
    Optional<PublicKey> pin = owner(document).map(pins::get);
    if (pin.isEmpty()) {
      return Parsed.ok(new Found(document, text, Evidence.STATED, source));
    }
    boolean sameKey = !(document instanceof OwnerDocument own) || own.key().equals(pin.get());
    boolean signed =
        Jwt.decode(text).toOptional().filter(jwt -> jwt.verifySignature(pin.get())).isPresent();
    return sameKey && signed
        ? Parsed.ok(new Found(document, text, Evidence.VERIFIED, source))
        : Parsed.malformed(source + " has a document that the known owner did not sign");
  }

  /// A boot document may leave its DID to the host that it was asked from.
  private static Optional<Did> id(IdentityDocument document) {
    return did(document.json().path("id"));
  }

  private static Optional<Did> owner(IdentityDocument document) {
    return document instanceof OwnerDocument own
        ? Optional.of(own.id())
        : did(document.json().path("owner"));
  }

  private static Optional<Did> did(JsonNode member) {
    return Did.parse(member.stringValue("")).toOptional();
  }
}
