package io.bucky.scheduler;

import io.bucky.zone.AppSpec;
import io.bucky.zone.UserSettings;
import io.bucky.zone.ZoneKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The dynamic tail of the RBAC policy, `system/rbac/policy`: who is in which role.
///
/// Stricter than upstream: only active users have a role; a name that already means something else
/// gets no role at all; a spec never puts a service into the groups `kernel` or `system`, whose
/// members are built in.
final class RoleTail {
  private final List<String> lines = new ArrayList<>();
  private final TreeSet<String> names = new TreeSet<>();

  private RoleTail() {}

  /// Lines joined by line ends, without a last one.
  static String of(ZoneView view) {
    var tail = new RoleTail();
    tail.nodes(view);
    tail.services(view);
    tail.users(view);
    tail.apps(view);
    return String.join("\n", tail.lines);
  }

  private void nodes(ZoneView view) {
    for (NodeView node : view.nodes().values()) {
      if (!node.keepsInstances() || !claim(node.name())) {
        continue;
      }
      switch (node.type()) {
        case OOD -> member(node.name(), "ood");
        case SERVER -> member(node.name(), "node");
        case OTHER -> {}
      }
    }
  }

  private void services(ZoneView view) {
    for (ServiceView service : view.services()) {
      if (service.app().isEmpty() && claim(service.id())) {
        member(service.id(), "frame");
      }
    }
  }

  private void users(ZoneView view) {
    for (Map.Entry<String, UserSettings> user : view.users().entrySet()) {
      String name = user.getKey();
      if (!user.getValue().active() || !claim(name)) {
        continue;
      }
      switch (String.valueOf(user.getValue().type())) {
        case "admin" -> {
          member(name, "admin");
          member("su_" + name, "su_admin");
        }
        case "user" -> {
          member(name, "users");
          member("su_" + name, "su_users");
          for (String document : List.of("settings", "doc")) {
            lines.add(
                "p, su_%s, obj://config/users/%s/%s, read|write,allow"
                    .formatted(name, name, document));
          }
        }
        case "limited" -> member(name, "limited");
        default -> {}
      }
    }
  }

  private void apps(ZoneView view) {
    var apps = new TreeSet<String>();
    for (ServiceView service : view.services()) {
      Optional<AppSpec> app = service.app();
      if (app.isPresent() && service.state() != SpecState.DELETED) {
        apps.add(app.get().appName());
      }
    }
    apps.stream().filter(this::claim).forEach(this::app);
  }

  /// An app's settings for the whole zone, which its pages read and write as the user: the user's
  /// half of the rights. The app's half is in the built-in policy.
  private void app(String name) {
    member(name, "app");
    String settings = "obj://config/" + ZoneKeys.serviceSettings(name);
    lines.add("p, admin, " + settings + ", read|write,allow");
    lines.add("p, users, " + settings + ", read,allow");
  }

  private void member(String name, String role) {
    lines.add("g, " + name + ", " + role);
  }

  private boolean claim(String name) {
    return Subjects.isName(name) && !Subjects.isTaken(name) && names.add(name);
  }
}
