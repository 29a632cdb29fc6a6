package io.bucky.node.activation;

import io.bucky.base.Parsed;

/// A parameter that cannot be used; its message is for the caller. Lives inside one request.
final class BadInput extends Exception {
  private static final long serialVersionUID = 1;

  BadInput(String why) {
    super(why);
  }

  /// The value, or an end of the request.
  static <T> T check(Parsed<T> parsed) throws BadInput {
    return switch (parsed) {
      case Parsed.Ok<T>(var value) -> value;
      case Parsed.Malformed<T>(var why) -> throw new BadInput(why);
    };
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
