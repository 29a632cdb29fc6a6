package io.bucky.controlpanel.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bucky.api.NodeApi.AppUsage;
import io.bucky.api.NodeApi.ContainerUsage;
import io.bucky.api.panel.AppsApi.App;
import io.bucky.api.panel.AppsApi.AppDetails;
import io.bucky.api.panel.AppsApi.Component;
import io.bucky.json.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasuredTest {
  private static final AppDetails BLOG =
      new AppDetails(
          new App(
              "blog",
              "Blog",
              "1",
              Optional.empty(),
              "",
              "running",
              "",
              "alice",
              Optional.empty(),
              3,
              List.of("blog.home.localhost"),
              Optional.empty(),
              false,
              List.of(component("web"), component("db"), component("later"))),
          Json.object(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty());

  @Test
  void eachComponentTellsItsOwnStateAndTheAppTheSum() {
    var usage =
        new AppUsage(
            List.of(running("web", 3_000, 1.5), exited("db", 137), running("stranger", 9, 9)));

    AppDetails joined = Measured.join(BLOG, usage);

    assertThat(joined.app().components())
        .extracting(Component::name, Component::state, Component::exitCode)
        .containsExactly(
            tuple("web", "running", Optional.empty()),
            tuple("db", "exited", Optional.of(137)),
            tuple("later", "running", Optional.empty()));
    assertThat(joined.memoryBytes()).hasValue(3_000L);
    assertThat(joined.cpuPercent()).hasValue(1.5);
    assertThat(joined.app().hosts()).isEqualTo(BLOG.app().hosts());
  }

  @Test
  void withoutContainersNothingIsMadeUp() {
    assertThat(Measured.join(BLOG, new AppUsage(List.of()))).isEqualTo(BLOG);
  }

  private static Component component(String name) {
    return Component.of(name, "tiny:1", "running", Optional.empty());
  }

  private static ContainerUsage running(String name, long memory, double cpu) {
    return new ContainerUsage(
        name,
        "running",
        Optional.empty(),
        Optional.empty(),
        Optional.of(1_000L),
        Optional.of(memory),
        Optional.of(8_000L),
        Optional.of(cpu));
  }

  private static ContainerUsage exited(String name, int code) {
    return new ContainerUsage(
        name,
        "exited",
        Optional.empty(),
        Optional.of(code),
        Optional.of(1_000L),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
