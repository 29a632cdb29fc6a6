package io.bucky.naming;

import java.util.Optional;

/// What kind of document is asked for.
public enum DocumentKind {
  ZONE("zone"),
  BOOT("boot"),
  OWNER("owner"),
  DEVICE("device");

  private final String wire;

  DocumentKind(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }

  /// Empty text and `did` mean the zone.
  public static Optional<DocumentKind> read(String text) {
    if (text.isEmpty() || text.equals("did")) {
      return Optional.of(ZONE);
    }
    for (DocumentKind kind : values()) {
      if (kind.wire.equals(text)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
