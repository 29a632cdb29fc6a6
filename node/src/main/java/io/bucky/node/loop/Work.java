package io.bucky.node.loop;

/// A change that is under way.
///
/// @param says what goes on, for a person
/// @param ending it was interrupted and has not ended yet
record Work(Effect.Change change, String says, boolean ending) {
  Work ended() {
    return new Work(change, "ending what was begun", true);
  }

  /// Does the app serve meanwhile?
  boolean quiet() {
    return change instanceof Effect.Restart;
  }

  /// Does it make what is not wanted any more? A removal is not left half done.
  boolean isObsolete(Wanted wanted) {
    return switch (change) {
      case Effect.Start(_, var was, _) -> !was.sameAs(wanted);
      case Effect.Restart(_, var was, _, _) -> !was.sameAs(wanted);
      case Effect.Stop _, Effect.Purge _ -> false;
    };
  }

  boolean isRemoval() {
    return change instanceof Effect.Stop || change instanceof Effect.Purge;
  }
}
