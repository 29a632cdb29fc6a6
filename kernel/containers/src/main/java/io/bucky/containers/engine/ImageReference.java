package io.bucky.containers.engine;

/// The two halves of an image's name: `ghcr.io/a/b` and `v1`, or `sha256:...`.
///
/// @param tag `latest` when the name says nothing: an engine would pull all of them
record ImageReference(String name, String tag) {
  static ImageReference of(String reference) {
    int at = reference.indexOf('@');
    if (at >= 0) {
      String name = reference.substring(0, at);
      int colon = name.lastIndexOf(':');
      boolean tagged = colon > name.lastIndexOf('/');
      return new ImageReference(
          tagged ? name.substring(0, colon) : name, reference.substring(at + 1));
    }
    int colon = reference.lastIndexOf(':');
    return colon > reference.lastIndexOf('/')
        ? new ImageReference(reference.substring(0, colon), reference.substring(colon + 1))
        : new ImageReference(reference, "latest");
  }
}
