package io.bucky.access;

import io.bucky.access.AccessPolicy.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Decides by a policy. Everything that can be known beforehand is: a decision walks the few rules
/// of one app, then those of one user.
///
/// App and user live in separate name spaces: a user who is called like a kernel service gains
/// nothing by it, nor does an app that is called like a role of users.
public final class Enforcer {
  /// Prefix of a user's identity while a sudo token lasts.
  public static final String SUDO = "su_";

  private static final String EVERY_ACTION = "all";
  private static final Set<String> APP_ROLES = Set.of("kernel", "system", "frame", "app", "agent");
  private static final Set<String> USER_ROLES =
      Set.of("root", "ood", "node", "admin", "users", "limited", "guest", "su_admin", "su_users");

  private final Map<String, List<Compiled>> appRules;
  private final Map<String, List<Compiled>> userRules;

  public Enforcer(AccessPolicy policy) {
    this.appRules = bySubject(policy, USER_ROLES);
    this.userRules = bySubject(policy, APP_ROLES);
  }

  /// @param user the token's subject
  /// @param app the token's app
  /// @param resource `obj://config/users/alice/settings`
  /// @param action `read`, `write`, ...
  /// @param sudo the token is a sudo token
  public boolean allows(String user, String app, String resource, String action, boolean sudo) {
    if (user.startsWith(SUDO)) {
      return false; // the prefix is ours to give
    }
    return decides(appRules, app, resource, action)
        && decides(userRules, sudo ? SUDO + user : user, resource, action);
  }

  private static boolean decides(
      Map<String, List<Compiled>> rules, String subject, String resource, String action) {
    for (Compiled rule : rules.getOrDefault(subject, List.of())) {
      if ((rule.everyAction || rule.actions.contains(action))
          && rule.pattern.covers(resource, subject)) {
        return rule.allow;
      }
    }
    return false;
  }

  private record Compiled(
      ResourcePattern pattern, Set<String> actions, boolean everyAction, boolean allow) {}

  private static Map<String, List<Compiled>> bySubject(AccessPolicy policy, Set<String> foreign) {
    var subjects = new HashSet<>(policy.roles().keySet());
    policy.rules().forEach(rule -> subjects.add(rule.subject()));
    subjects.removeAll(foreign);
    Map<Rule, Compiled> compiled = new HashMap<>();
    var all = new HashMap<String, List<Compiled>>();
    for (String subject : subjects) {
      Set<String> names = withRoles(subject, policy.roles(), foreign);
      var rules = new ArrayList<Compiled>();
      for (Rule rule : policy.rules()) {
        if (names.contains(rule.subject())) {
          rules.add(compiled.computeIfAbsent(rule, Enforcer::compile));
        }
      }
      all.put(subject, List.copyOf(rules));
    }
    return Map.copyOf(all);
  }

  private static Compiled compile(Rule rule) {
    return new Compiled(
        ResourcePattern.compile(rule.pattern(), rule.subject()),
        rule.actions(),
        rule.actions().contains(EVERY_ACTION),
        rule.allow());
  }

  /// The subject and all roles it reaches, directly or through roles of roles.
  private static Set<String> withRoles(
      String subject, Map<String, Set<String>> roles, Set<String> foreign) {
    var reached = new HashSet<String>();
    var open = new ArrayDeque<String>();
    open.add(subject);
    while (!open.isEmpty()) {
      String name = open.remove();
      if (!foreign.contains(name) && reached.add(name)) {
        open.addAll(roles.getOrDefault(name, Set.of()));
      }
    }
    return reached;
  }
}
