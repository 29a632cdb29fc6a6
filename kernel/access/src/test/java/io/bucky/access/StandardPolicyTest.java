package io.bucky.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandardPolicyTest {
  private static final String TAIL =
      """
      g, alice, admin
      g, su_alice, su_admin
      g, bob, users
      g, su_bob, su_users
      p, su_bob, obj://config/users/bob/settings, read|write,allow
      p, su_bob, obj://config/users/bob/doc, read|write,allow
      g, carl, limited
      g, ood1, ood
      g, edge, node
      g, notes, app
      p, admin, obj://config/services/notes/settings, read|write,allow
      p, users, obj://config/services/notes/settings, read,allow
      g, wiki, app
      g, repo-service, system
      """;

  private final Enforcer enforcer = new Enforcer(AccessPolicy.withTail(TAIL).orThrow());

  @ParameterizedTest
  @CsvSource({
    "ood1,  scheduler,     system/rbac/policy,               write, false, true",
    "ood1,  control-panel, users/bob/settings,               write, false, true",
    "ood1,  control-panel, security/verify-hub/key,          read,  false, false",
    "ood1,  verify-hub,    security/verify-hub/key,          read,  false, true",
    "root,  buckycli,      security/verify-hub/key,          read,  false, true",
    "alice, buckycli,      services/gateway/settings,        read,  false, true",
    "alice, buckycli,      services/gateway/settings,        write, false, false",
    "alice, buckycli,      services/gateway/settings,        write, true,  true",
    "alice, buckycli,      security/verify-hub/key,          read,  false, false",
    "alice, notes,         services/gateway/settings,        write, true,  false",
    "alice, notes,         users/alice/apps/notes/settings,  write, false, true",
    "alice, notes,         users/alice/apps/notes/spec,      write, false, false",
    "alice, buckycli,      users/bob/settings,               read,  false, false",
    "bob,   buckycli,      users/bob/settings,               read,  false, true",
    "bob,   buckycli,      users/bob/apps/notes/spec,        read,  false, true",
    "bob,   buckycli,      users/bob/apps/notes/spec,        write, false, false",
    "bob,   buckycli,      users/bob/apps/notes/settings,    write, false, true",
    "bob,   buckycli,      users/bob/settings,               write, false, false",
    "bob,   buckycli,      users/bob/settings,               write, true,  true",
    "bob,   buckycli,      users/alice/settings,             write, true,  false",
    "bob,   buckycli,      users/bob/profile,                write, false, true",
    "bob,   notes,         services/wiki@bob/info,           read,  false, true",
    "bob,   notes,         services/wiki/settings,           read,  false, false",
    "bob,   notes,         services/notes/settings,          read,  false, true",
    "bob,   notes,         services/notes/settings,          write, false, false",
    "bob,   wiki,          services/notes/settings,          read,  false, false",
    "carl,  notes,         services/notes/settings,          read,  false, false",
    "alice, notes,         services/notes/settings,          read,  false, true",
    "alice, notes,         services/notes/settings,          write, false, true",
    "alice, notes,         services/notes/spec,              write, false, false",
    "alice, notes,         services/notes@alice/settings,    write, false, false",
    "alice, wiki,          services/notes/settings,          read,  false, false",
    "alice, wiki,          services/wiki/settings,           write, false, false",
    "bob,   notes,         boot/config,                      read,  false, true",
    "bob,   notes,         boot/config,                      write, false, false",
    "carl,  buckycli,      boot/config,                      read,  false, false",
    "guest, notes,         boot/config,                      read,  false, false",
    "nobody,buckycli,      boot/config,                      read,  false, false",
    "edge,  node-daemon,   nodes/edge/config,                read,  false, true",
    "edge,  node-daemon,   nodes/ood1/config,                read,  false, false",
    "edge,  node-daemon,   services/wiki@bob/instances/edge, write, false, true",
    "edge,  node-daemon,   services/wiki@bob/instances/ood1, write, false, false",
  })
  void aDecisionFollowsRoleOwnershipAndSudo(
      String user, String app, String key, String action, boolean sudo, boolean expected) {
    assertThat(enforcer.allows(user, app, "obj://config/" + key, action, sudo)).isEqualTo(expected);
  }

  @Test
  @DisplayName("S54: a user writes only below the own name, and an app only its own settings")
  void settingsBelongToOneUserAndOneApp() {
    assertThat(writes("bob", "buckycli", "users/alice/settings")).isFalse();
    assertThat(writes("bob", "notes", "users/bob/apps/notes/settings")).isTrue();
    assertThat(writes("bob", "wiki", "users/bob/apps/notes/settings")).isFalse();
  }

  @Test
  @DisplayName("S55: an admin reads services and cannot write the policy")
  void anAdminReadsTheSystem() {
    assertThat(
            enforcer.allows("alice", "buckycli", "obj://config/services/x/settings", "read", false))
        .isTrue();
    assertThat(writes("alice", "buckycli", "system/rbac/policy")).isFalse();
  }

  @Test
  @DisplayName("14.2.7: the user half counts for kernel apps too")
  void aKernelAppDoesNotLiftItsUser() {
    assertThat(writes("bob", "scheduler", "system/rbac/policy")).isFalse();
    assertThat(writes("bob", "kernel", "system/rbac/policy")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kernel", "scheduler", "system", "su_alice", "su_admin"})
  void aUserWhoseNameIsAnAppsOrARolesGainsNothing(String name) {
    assertThat(writes(name, "buckycli", "boot/config")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "ood", "admin", "su_admin", "alice", "ood1"})
  void anAppWhoseNameIsAUsersGainsNothing(String name) {
    assertThat(writes("root", name, "boot/config")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"p, a, b, read", "q, a", "g, a", "p, a, b, read, maybe", "g, , x", "hello"})
  void aLineThatCannotBeReadRefusesThePolicy(String line) {
    assertThat(AccessPolicy.withTail("g, bob, users\n" + line))
        .isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void theFirstMatchingLineDecides() {
    var policy =
        AccessPolicy.parse(
            """
            p, app, obj://x/secret, read, deny
            p, app, obj://x/*, read, allow
            p, app, obj://y/*, read, allow
            p, app, obj://y/secret, read, deny
            g, notes, app
            p, bob, obj://*, all, allow
            """);

    var first = new Enforcer(policy.orThrow());

    assertThat(first.allows("bob", "notes", "obj://x/secret", "read", false)).isFalse();
    assertThat(first.allows("bob", "notes", "obj://y/secret", "read", false)).isTrue();
  }

  @Test
  void aDecisionTakesMicroseconds() {
    int rounds = 200_000;
    int allowed = 0;
    for (int i = 0; i < rounds; i++) {
      allowed += writes("bob", "notes", "users/bob/apps/notes/settings") ? 1 : 0;
    }
    long start = System.nanoTime();
    for (int i = 0; i < rounds; i++) {
      allowed += writes("bob", "notes", "users/bob/apps/notes/settings") ? 1 : 0;
    }
    long nanosEach = (System.nanoTime() - start) / rounds;

    assertThat(allowed).isEqualTo(2 * rounds);
    assertThat(nanosEach)
        .as("target 2,000; the bound allows for a busy machine")
        .isLessThan(20_000);
  }

  private boolean writes(String user, String app, String key) {
    return enforcer.allows(user, app, "obj://config/" + key, "write", false);
  }
}
