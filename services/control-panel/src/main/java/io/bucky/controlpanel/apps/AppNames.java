package io.bucky.controlpanel.apps;

import io.bucky.zone.ReservedNames;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which names an app may have. The name is its host label, its key, and its subject in RBAC, where
/// services, roles, devices and users have theirs.
final class AppNames {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

  private AppNames() {}

  /// Why `name` cannot be an app's; empty when it can.
  static Optional<String> wrong(String name) {
    if (!NAME.matcher(name).matches() || name.endsWith("-")) {
      return Optional.of(
          "'" + name + "' is not an app name: small letters, digits and -, at most 31");
    }
    return ReservedNames.isReserved(name)
        ? Optional.of("the name '" + name + "' belongs to the zone; choose another one")
        : Optional.empty();
  }
}
