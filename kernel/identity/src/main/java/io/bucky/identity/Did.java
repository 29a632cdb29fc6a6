package io.bucky.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.bucky.base.Parsed;
import java.util.regex.Pattern;

/// A decentralized identifier `did:<method>:<id>` (W3C DID Core 1.0, section 3.1), in the subset
/// that the zone accepts: lower-case method, an id of up to 255 characters.
///
/// @param method who resolves it: `web`, `bns`, `dev`, ...
/// @param id the name within that method; may hold `:` for paths of `did:web`
public record Did(String method, String id) {
  private static final Pattern METHOD = Pattern.compile("[a-z0-9]{1,32}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._%:-]{1,255}");

  /// @throws IllegalArgumentException if a part is outside its grammar: a bug in the caller
  public Did {
    if (!METHOD.matcher(method).matches() || !ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not a DID: method '" + method + "', id '" + id + "'");
    }
  }

  /// Reads text from outside; text that does not begin with `did:` is malformed.
  public static Parsed<Did> parse(String text) {
    String[] parts = text.split(":", 3);
    if (parts.length < 3 || !parts[0].equals("did")) {
      return Parsed.malformed("not a DID: '" + text + "'");
    }
    if (!METHOD.matcher(parts[1]).matches() || !ID.matcher(parts[2]).matches()) {
      return Parsed.malformed("not a DID: '" + text + "'");
    }
    return Parsed.ok(new Did(parts[1], parts[2]));
  }

  @JsonCreator
  static Did fromJson(String text) {
    return parse(text).orThrow();
  }

  /// The text form, `did:web:home.localhost`.
  @Override
  @JsonValue
  public String toString() {
    return "did:" + method + ":" + id;
  }
}
