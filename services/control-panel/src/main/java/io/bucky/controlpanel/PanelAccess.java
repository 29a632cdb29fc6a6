package io.bucky.controlpanel;

import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.identity.SessionToken;
import io.bucky.json.Json;
import io.bucky.krpc.Caller;
import io.bucky.zone.BootConfig;
import io.bucky.zone.UserSettings;
import io.bucky.zone.ZoneKeys;
import java.util.Optional;
import java.util.Set;

/// Who may do what in the panel. Both halves must hold: the app that the token is bound to is one
/// that manages the zone, and the user may.
public final class PanelAccess {
  /// Tokens of other apps open nothing here: an app must not install apps in its user's name.
  private static final Set<String> MANAGING_APPS =
      Set.of(
          "control-panel",
          "buckycli",
          "node-daemon",
          "scheduler",
          "system-config",
          "verify-hub",
          "task-manager");

  private final ConfigStore store;

  public PanelAccess(ConfigStore store) {
    this.store = store;
  }

  /// Who calls, after the first check.
  public sealed interface Person {
    /// @param user whose apps are meant when the request names nobody
    /// @param admin may do everything here
    record Known(String user, boolean admin) implements Person {
      public boolean mayManage(String owner) {
        return admin || owner.equals(user);
      }
    }

    record Stranger(String why) implements Person {}
  }

  /// Looks the caller up.
  public Person person(Caller caller) throws InterruptedException {
    SessionToken token = caller.verified();
    if (!MANAGING_APPS.contains(token.appId())) {
      return new Person.Stranger("the app " + token.appId() + " may not use the control panel");
    }
    if (token.kind() == SessionToken.Kind.DEVICE || token.subject().equals("root")) {
      return new Person.Known(owner(), true);
    }
    if (token.kind() == SessionToken.Kind.SERVICE) {
      return new Person.Stranger("a service does not use the control panel for a user");
    }
    Optional<UserSettings> settings = settings(token.subject());
    if (settings.isEmpty() || !settings.get().active()) {
      return new Person.Stranger("user '" + token.subject() + "' is not active");
    }
    return switch (String.valueOf(settings.get().type())) {
      case "admin" -> new Person.Known(token.subject(), true);
      case "user" -> new Person.Known(token.subject(), false);
      default ->
          new Person.Stranger("a " + settings.get().type() + " user may not use the control panel");
    };
  }

  public Optional<UserSettings> settings(String user) throws InterruptedException {
    if (!user.matches("[a-z0-9_][a-z0-9_.-]{0,63}")) {
      return Optional.empty();
    }
    return store
        .get(ZoneKeys.userSettings(user))
        .map(Entry::value)
        .flatMap(text -> Json.read(text, UserSettings.class).toOptional());
  }

  /// The user with the owner's name, else the first admin: as the scheduler sees it.
  public String owner() throws InterruptedException {
    String did =
        store
            .get(ZoneKeys.BOOT_CONFIG)
            .map(Entry::value)
            .flatMap(text -> Json.read(text, BootConfig.class).toOptional())
            .flatMap(BootConfig::owner)
            .orElse("");
    String name = did.substring(did.lastIndexOf(':') + 1);
    if (settings(name).isPresent()) {
      return name;
    }
    for (String user : store.children("users")) {
      if (settings(user).filter(it -> "admin".equals(it.type())).isPresent()) {
        return user;
      }
    }
    return name;
  }
}
