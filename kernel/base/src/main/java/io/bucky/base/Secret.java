package io.bucky.base;

/// Text that must not be printed: a password, a private key, a token.
///
/// @param reveal the text itself; call it only where it leaves for its destination
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "Secret[...]";
  }
}
