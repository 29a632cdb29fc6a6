package io.bucky.verifyhub;

import io.bucky.config.ConfigKey;
import io.bucky.identity.DeviceDocument;
import io.bucky.json.Json;
import io.bucky.zone.UserSettings;
import io.bucky.zone.ZoneKeys;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Decides which app instance a token is for, and whether its principal may have one. Any thread.
final class AppAccess {
  private static final String SYSTEM = "system";

  /// System apps in which people work; the only ones that take a sudo token.
  private static final Set<String> LOGIN_TARGETS = Set.of("control-panel", "buckycli");

  /// Services that no person logs in to: the app half of the policy would lift them too far.
  private static final Set<String> SERVICES =
      Set.of(
          "kernel",
          "node-daemon",
          "scheduler",
          "system-config",
          "verify-hub",
          "cyfs-gateway",
          "task-manager",
          "kmsg",
          "repo-service",
          "aicc",
          "msg-center",
          "opendan",
          "slog_server",
          "smb_service",
          "system",
          "frame",
          "app",
          "agent");

  private static final Pattern APP = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

  private final Principals principals;

  AppAccess(Principals principals) {
    this.principals = principals;
  }

  /// An app instance `<app>@<owner>`.
  ///
  /// @param owner empty for what belongs to the system
  record Instance(String app, Optional<String> owner) {
    String id() {
      return app + "@" + owner.orElse(SYSTEM);
    }
  }

  static boolean isAppId(String text) {
    return APP.matcher(text).matches() && !text.contains("..");
  }

  static boolean takesSudo(String app) {
    return LOGIN_TARGETS.contains(app);
  }

  /// @param wanted `<app>@<owner>` when the client knows it
  /// @return empty: not allowed
  Optional<Instance> forUser(UserSettings user, String app, Optional<String> wanted)
      throws InterruptedException {
    if (SERVICES.contains(app) || !user.active()) {
      return Optional.empty();
    }
    if (LOGIN_TARGETS.contains(app)) {
      var instance = new Instance(app, Optional.empty());
      return wanted.filter(id -> !id.equals(instance.id())).isPresent()
          ? Optional.empty()
          : Optional.of(instance);
    }
    List<String> owners = principals.ownersOf(app);
    Optional<Instance> instance =
        wanted.isPresent() ? named(app, wanted.get()) : chosen(user, app, owners);
    return instance.isPresent() && permits(user, instance.get(), owners)
        ? instance
        : Optional.empty();
  }

  private static Optional<Instance> named(String app, String id) {
    int at = id.lastIndexOf('@');
    if (at < 0 || !id.substring(0, at).equals(app)) {
      return Optional.empty();
    }
    String owner = id.substring(at + 1);
    return Optional.of(
        new Instance(app, owner.equals(SYSTEM) ? Optional.empty() : Optional.of(owner)));
  }

  private static Optional<Instance> chosen(UserSettings user, String app, List<String> owners) {
    boolean own = owners.contains(user.userId());
    Optional<String> owner = own ? Optional.of(user.userId()) : owners.stream().findFirst();
    return Optional.of(new Instance(app, owner));
  }

  private boolean permits(UserSettings user, Instance instance, List<String> owners)
      throws InterruptedException {
    if (instance.owner().isEmpty()) {
      return owners.isEmpty(); // what somebody installed is not the system's
    }
    String owner = instance.owner().get();
    if (!owners.contains(owner) || !isActive(owner)) {
      return false;
    }
    return owner.equals(user.userId()) || isShared(user, instance);
  }

  private boolean isActive(String owner) throws InterruptedException {
    return principals.user(owner).filter(UserSettings::active).isPresent();
  }

  /// The owner's rules for others: an exact user, then a group that is denied, then one that is
  /// allowed; admins and users are allowed unless a rule says otherwise.
  private boolean isShared(UserSettings user, Instance instance) throws InterruptedException {
    String group =
        switch (user.type()) {
          case "admin" -> "admins";
          case "user" -> "users";
          case "guest" -> "guest";
          default -> user.type();
        };
    boolean byDefault = group.equals("admins") || group.equals("users");
    Optional<String> text =
        principals.value(
            ConfigKey.of("services/control_panel/app_availability/policies/" + instance.id()));
    if (text.isEmpty()) {
      return byDefault;
    }
    Optional<JsonNode> policy = Json.parse(text.get()).toOptional();
    if (policy.isEmpty() || !policy.get().path("default_effect").asString("").equals("deny")) {
      return false;
    }
    return effect(policy.get().path("user_rules"), "user_id", user.userId())
        .or(() -> effect(policy.get().path("group_rules"), "group_id", group))
        .orElse(byDefault);
  }

  /// A denial among several rules wins.
  private static Optional<Boolean> effect(JsonNode rules, String member, String name) {
    Optional<Boolean> found = Optional.empty();
    for (JsonNode rule : rules) {
      if (rule.path(member).asString("").equals(name)) {
        boolean allow = rule.path("effect").asString("").equals("allow");
        found = Optional.of(found.orElse(true) && allow);
      }
    }
    return found;
  }

  /// A service of `device` that acts for its user: the device must run it.
  Optional<Instance> forService(DeviceDocument device, String user, String app)
      throws InterruptedException {
    if (principals.user(user).filter(UserSettings::active).isEmpty() || SERVICES.contains(app)) {
      return Optional.empty();
    }
    var instance = new Instance(app, Optional.of(user));
    if (device.isOod()) {
      return Optional.of(instance);
    }
    String item = instance.id() + "@" + device.name();
    boolean runs =
        principals
            .value(ZoneKeys.nodeConfig(device.name()))
            .flatMap(text -> Json.parse(text).toOptional())
            .filter(config -> config.path("apps").has(item))
            .isPresent();
    return runs ? Optional.of(instance) : Optional.empty();
  }
}
