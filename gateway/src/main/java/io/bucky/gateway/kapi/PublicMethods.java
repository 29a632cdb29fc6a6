package io.bucky.gateway.kapi;

import java.util.Map;
import java.util.Set;

/// The kRPC methods that may be called without a token: those that a person needs to get one.
public final class PublicMethods {
  /// verify-hub checks proofs, JWTs and refresh tokens itself in every method.
  private static final Set<String> WHOLE_SERVICES = Set.of("verify-hub");

  private static final Map<String, Set<String>> METHODS =
      Map.of(
          "control-panel",
          Set.of(
              "auth.login",
              "auth.refresh",
              "auth.verify",
              "auth.logout",
              "auth.issue_sso_token",
              "user.invite.get",
              "user.invite.accept"));

  private PublicMethods() {}

  public static boolean contains(String service, String method) {
    return WHOLE_SERVICES.contains(service)
        || METHODS.getOrDefault(service, Set.of()).contains(method);
  }
}
