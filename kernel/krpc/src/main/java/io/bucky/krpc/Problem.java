package io.bucky.krpc;

import java.util.Optional;

/// Why a call was refused, in the fixed error texts of kRPC. Clients match on the prefixes.
public sealed interface Problem {
  /// The text of the `error` member.
  String wire();

  record Reason(String text) implements Problem {
    @Override
    public String wire() {
      return "Failed due to reason: " + text;
    }
  }

  record UnknownMethod(String name) implements Problem {
    @Override
    public String wire() {
      return "Unknown method: " + name;
    }
  }

  record InvalidToken(String text) implements Problem {
    @Override
    public String wire() {
      return "Invalid token: " + text;
    }
  }

  record BadRequest(String text) implements Problem {
    @Override
    public String wire() {
      return "Parse Request Error: " + text;
    }
  }

  record TokenExpired(String text) implements Problem {
    @Override
    public String wire() {
      return "Token expired:" + text;
    }
  }

  record Denied(String text) implements Problem {
    @Override
    public String wire() {
      return "No permission:" + text;
    }
  }

  record InvalidPassword() implements Problem {
    @Override
    public String wire() {
      return "Invalid password";
    }
  }

  record UserNotFound(String text) implements Problem {
    @Override
    public String wire() {
      return "User Not Found:" + text;
    }
  }

  record KeyMissing(String key) implements Problem {
    @Override
    public String wire() {
      return "Key not exist: " + key;
    }
  }

  record ServiceUnavailable(String text) implements Problem {
    @Override
    public String wire() {
      return "Service not valid: " + text;
    }
  }

  /// What a client makes of an `error` text: the case whose prefix it has.
  static Problem read(String wire) {
    return prefixed(wire, "Unknown method: ")
        .<Problem>map(UnknownMethod::new)
        .or(() -> prefixed(wire, "Invalid token: ").map(InvalidToken::new))
        .or(() -> prefixed(wire, "Parse Request Error: ").map(BadRequest::new))
        .or(() -> prefixed(wire, "Token expired:").map(TokenExpired::new))
        .or(() -> prefixed(wire, "No permission:").map(Denied::new))
        .or(() -> prefixed(wire, "User Not Found:").map(UserNotFound::new))
        .or(() -> prefixed(wire, "Key not exist: ").map(KeyMissing::new))
        .or(() -> prefixed(wire, "Service not valid: ").map(ServiceUnavailable::new))
        .or(() -> prefixed(wire, "Invalid password").map(_ -> new InvalidPassword()))
        .orElseGet(() -> new Reason(prefixed(wire, "Failed due to reason: ").orElse(wire)));
  }

  private static Optional<String> prefixed(String wire, String prefix) {
    return wire.startsWith(prefix)
        ? Optional.of(wire.substring(prefix.length()))
        : Optional.empty();
  }
}
