package io.bucky.scheduler;

import static io.bucky.scheduler.ZoneFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.zone.ReservedNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoleTailTest {
  @TempDir Path directory;
  private ZoneFixture zone = new ZoneFixture();

  @BeforeEach
  void aBootedZone() throws IOException {
    zone = ZoneFixture.booted(directory);
  }

  @Test
  @DisplayName("S62: an admin who is added gets both roles in the policy tail")
  void anAdminWhoIsAddedGetsBothRoles() {
    zone.user("carol", "admin");

    zone.settle(NOW);

    assertThat(lines()).contains("g, carol, admin", "g, su_carol, su_admin");
  }

  @Test
  void everyKindOfMemberHasItsLines() {
    zone.user("bob", "user").user("kid", "limited").user("visitor", "guest");
    zone.app("bob", "notes", 1, "");

    zone.settle(NOW);

    assertThat(lines())
        .containsExactly(
            "g, ood1, ood",
            "g, alice, admin",
            "g, su_alice, su_admin",
            "g, bob, users",
            "g, su_bob, su_users",
            "p, su_bob, obj://config/users/bob/settings, read|write,allow",
            "p, su_bob, obj://config/users/bob/doc, read|write,allow",
            "g, kid, limited",
            "g, notes, app",
            "p, admin, obj://config/services/notes/settings, read|write,allow",
            "p, users, obj://config/services/notes/settings, read,allow");
    assertThat(zone.text("system/rbac/policy")).doesNotEndWith("\n");
  }

  @Test
  void whoIsNotActiveHasNoRole() {
    zone.user("bob", "user")
        .edit("users/bob/settings", json -> json.put("state", "suspended:late"));

    zone.settle(NOW);

    assertThat(lines()).noneMatch(line -> line.contains("bob"));
  }

  @Test
  @DisplayName(
      "Security 14.2.7: a spec never puts a service into a stronger group than the built-in one")
  void aSpecNeverWidensAGroup() {
    String kernel =
        "{\"service_doc\":{\"categories\":[\"kernel\"]},\"enable\":true,\"state\":\"running\"}";
    zone.set("services/repo-service/spec", kernel).set("services/weather/spec", kernel);

    zone.settle(NOW);

    assertThat(lines())
        .contains("g, weather, frame")
        .noneMatch(line -> line.contains("repo-service"))
        .noneMatch(line -> line.endsWith(", kernel") || line.endsWith(", system"));
  }

  @Test
  void aNameThatMeansSomethingElseGetsNoRole() {
    zone.user("scheduler", "user").user("kernel", "user").user("su_alice", "user");
    zone.user("ood1", "admin").user("a, b, admin", "admin");
    zone.app("alice", "buckycli", 1, "").app("alice", "alice", 2, "");

    zone.settle(NOW);

    assertThat(lines()).containsExactly("g, ood1, ood", "g, alice, admin", "g, su_alice, su_admin");
  }

  @Test
  void noReservedNameOfThePolicyGetsARole() {
    Set<String> subjects =
        ReservedNames.all().stream()
            .filter(ReservedNames::isSubject)
            .collect(Collectors.toCollection(TreeSet::new));
    subjects.forEach(name -> zone.user(name, "admin").app("alice", name, 1, ""));

    zone.settle(NOW);

    assertThat(subjects).hasSizeGreaterThan(30);
    assertThat(lines()).containsExactly("g, ood1, ood", "g, alice, admin", "g, su_alice, su_admin");
  }

  @Test
  void anAppThatIsGoneLeavesNoRight() {
    zone.app("alice", "notes", 1, "");
    zone.settle(NOW);

    zone.edit("users/alice/apps/notes/spec", json -> json.put("state", "deleted"));
    zone.settle(NOW);

    assertThat(lines()).noneMatch(line -> line.contains("notes"));
  }

  private List<String> lines() {
    return zone.text("system/rbac/policy").lines().toList();
  }
}
