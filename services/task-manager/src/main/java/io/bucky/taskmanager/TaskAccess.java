package io.bucky.taskmanager;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.Task.Scope;
import io.bucky.identity.SessionToken;
import io.bucky.krpc.Caller;
import java.util.Optional;
import java.util.Set;

/// Who a caller is to a task, and what that allows. Pure.
///
/// @param user of the token
/// @param app of the token
/// @param device of this zone: its services work for every user
record TaskAccess(String user, String app, boolean device) {
  private static final Set<String> SYSTEM_APPS = Set.of("kernel", "system");

  static TaskAccess of(Caller caller) {
    return new TaskAccess(
        caller.user(), caller.app(), caller.verified().kind() == SessionToken.Kind.DEVICE);
  }

  /// A device that looks with somebody's eyes; anyone else sees with their own.
  TaskAccess seenBy(Optional<String> otherUser, Optional<String> otherApp) {
    return device && otherUser.isPresent()
        ? new TaskAccess(otherUser.get(), otherApp.orElse(""), false)
        : this;
  }

  boolean mayRead(Task task) {
    return allows(task.permissions().read(), task);
  }

  boolean mayWrite(Task task) {
    return allows(task.permissions().write(), task);
  }

  private boolean allows(Scope scope, Task task) {
    return device
        || switch (scope) {
          case PRIVATE -> user.equals(task.userId()) && app.equals(task.appId());
          case USER -> user.equals(task.userId());
          case SYSTEM -> SYSTEM_APPS.contains(app);
        };
  }
}
