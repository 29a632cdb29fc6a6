package io.bucky.scheduler;

import io.bucky.zone.ReservedNames;
import java.util.regex.Pattern;

/// The one name space of RBAC: users, apps, devices, services and roles are all plain words in it,
/// so a word may stand for one of them only.
final class Subjects {
  private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9_.-]{0,63}");

  private Subjects() {}

  /// A word that can stand in a policy line: nothing that separates, quotes or comments.
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// A user, app or device of this name would get somebody else's rights.
  static boolean isTaken(String name) {
    return ReservedNames.isSubject(name);
  }
}
