package io.bucky.naming;

import io.bucky.identity.IdentityDocument;
import io.bucky.identity.PublicKey;
import java.time.Instant;

/// What a DID resolves to.
public sealed interface Resolution {
  /// @param text as it came: a JWT, or JSON
  record Found(IdentityDocument document, String text, Evidence evidence, String source)
      implements Resolution {
    public Instant expiresAt() {
      return document.expiresAt();
    }
  }

  /// The DID is a key; there is no document to look for.
  record Key(PublicKey key) implements Resolution {}

  /// Nobody who should know has heard of it.
  record Missing() implements Resolution {}

  /// Withdrawn for good.
  record Gone() implements Resolution {}

  /// No source could be asked; `why` names each.
  record Unavailable(String why) implements Resolution {}

  /// How far a document can be believed.
  enum Evidence {
    /// This zone's own.
    LOCAL,
    /// The key that DNS or a pin names signed it.
    VERIFIED,
    /// Its host, or a bridge, says so over TLS.
    STATED
  }
}
