package io.bucky.naming;

import io.bucky.base.Parsed;
import io.bucky.identity.Did;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The mapping between DIDs and host names.
///
/// | DID | host | when |
/// |---|---|---|
/// | `did:web:<host>[:path]` | `<host>` | always |
/// | `did:bns:alice` | `alice.<bridge>` | the machine has a bridge for `bns` |
/// | `did:bns:alice` | `alice.bns.did` | else |
///
/// @param hosts DID method to bridge host
public record Bridges(Map<String, String> hosts) {
  private static final String RAW_SUFFIX = ".did";

  public Bridges {
    hosts = Map.copyOf(new TreeMap<>(hosts));
  }

  public static Bridges none() {
    return new Bridges(Map.of());
  }

  /// The host that answers for `did`, without a port.
  public String host(Did did) {
    if (did.method().equals("web")) {
      String first = did.id().split(":", 2)[0];
      int port = first.toUpperCase(Locale.ROOT).indexOf("%3A");
      return port < 0 ? first : first.substring(0, port);
    }
    String bridge = hosts.get(did.method());
    return bridge == null ? rawHost(did) : did.id() + "." + bridge;
  }

  /// The form without a bridge: `alice.bns.did`.
  public static String rawHost(Did did) {
    return did.method().equals("web")
        ? did.id().split(":", 2)[0]
        : did.id() + "." + did.method() + RAW_SUFFIX;
  }

  /// The path of a `did:web` with further parts: `a/b` of `did:web:host:a:b`.
  public static Optional<String> path(Did did) {
    String[] parts = did.id().split(":", -1);
    return did.method().equals("web") && parts.length > 1
        ? Optional.of(String.join("/", Arrays.asList(parts).subList(1, parts.length)))
        : Optional.empty();
  }

  /// The bridge that speaks for the method of `did`.
  public Optional<String> bridge(Did did) {
    return Optional.ofNullable(hosts.get(did.method()));
  }

  /// The DID behind a host name; a trailing dot and upper case do not matter.
  public Parsed<Did> did(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (name.indexOf(':') >= 0) {
      return Parsed.malformed("'" + host + "' is not a host name");
    }
    if (name.endsWith(RAW_SUFFIX)) {
      String rest = name.substring(0, name.length() - RAW_SUFFIX.length());
      int dot = rest.lastIndexOf('.');
      if (dot > 0 && dot < rest.length() - 1) {
        return Did.parse("did:" + rest.substring(dot + 1) + ":" + rest.substring(0, dot));
      }
    }
    for (Map.Entry<String, String> bridge : new TreeMap<>(hosts).entrySet()) {
      String suffix = "." + bridge.getValue().toLowerCase(Locale.ROOT);
      if (name.endsWith(suffix) && name.length() > suffix.length()) {
        String id = name.substring(0, name.length() - suffix.length());
        return Did.parse("did:" + bridge.getKey() + ":" + id);
      }
    }
    return Did.parse("did:web:" + name);
  }

  /// Reads what a person typed for a zone: a DID, or a host name. Never throws.
  public Parsed<Did> read(String text) {
    String typed = text.strip();
    return typed.startsWith("did:") ? Did.parse(typed) : did(typed);
  }
}
