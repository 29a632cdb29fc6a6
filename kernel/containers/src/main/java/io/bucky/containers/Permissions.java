package io.bucky.containers;

import io.bucky.containers.compose.ComposeApp;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What an app asks for, and what of it was granted.
public final class Permissions {
  private Permissions() {}

  /// Everything that `app` asks for, in a stable order, the riskiest first.
  public static List<Permission> of(ComposeApp app) {
    return List.of();
  }

  /// The ids that hold: what is granted, and what is given by default and not withdrawn with
  /// `!<id>`. Never one that nobody can grant.
  public static Set<String> granted(List<Permission> asked, List<String> grants) {
    var held = new TreeSet<String>();
    for (Permission permission : asked) {
      boolean wanted =
          grants.contains(permission.id())
              || (permission.byDefault() && !grants.contains("!" + permission.id()));
      if (wanted && permission.risk() != Permission.Risk.REFUSED) {
        held.add(permission.id());
      }
    }
    return held;
  }
}
