package io.bucky.gateway.kapi;

import java.util.Map;
import java.util.Set;

/// The kRPC methods that may be called without a token: those that a person needs to get one.
///
/// The services declare the same (`Method.open`) and verify again; the gateway knows no service, so
/// a test holds the two lists together.
public final class PublicMethods {
  /// verify-hub checks proofs, JWTs and refresh tokens itself, and verifies the token of the few
  /// methods that want one.
  private static final Set<String> WHOLE_SERVICES = Set.of("verify-hub");

  private static final Map<String, Set<String>> METHODS =
      Map.of(
          "control-panel",
          Set.of(
              "auth.login", "auth.refresh", "auth.verify", "auth.logout", "auth.issue_sso_token"));

  private PublicMethods() {}

  /// Those that are listed one by one, by service.
  static Map<String, Set<String>> listed() {
    return METHODS;
  }

  public static boolean contains(String service, String method) {
    return WHOLE_SERVICES.contains(service)
        || METHODS.getOrDefault(service, Set.of()).contains(method);
  }
}
