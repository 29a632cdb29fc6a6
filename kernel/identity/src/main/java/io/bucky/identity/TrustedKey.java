package io.bucky.identity;

import java.time.Instant;

/// A key whose tokens are believed, and how far.
///
/// @param until trusted no longer after it
public record TrustedKey(PublicKey key, Holder holder, Instant until) {
  /// Who holds the private half.
  public enum Holder {
    /// May speak for everyone: it checked who they are.
    VERIFY_HUB(true),
    /// The owner of the zone.
    OWNER(true),
    /// A device that holds system config.
    OOD(true),
    /// Another device; speaks for itself only.
    NODE(false),
    /// A user with a key; speaks for itself only.
    USER(false);

    private final boolean forOthers;

    Holder(boolean forOthers) {
      this.forOthers = forOthers;
    }

    public boolean mayNameOthers() {
      return forOthers;
    }

    boolean isDevice() {
      return this == OOD || this == NODE;
    }
  }

  public static TrustedKey of(PublicKey key, Holder holder) {
    return new TrustedKey(key, holder, Instant.MAX);
  }
}
