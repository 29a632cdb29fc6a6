package io.bucky.node.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Time;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.json.Json;
import io.bucky.node.TestIdentity;
import io.bucky.zone.InstanceReport;
import io.bucky.zone.ZoneKeys;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class InstanceReportsTest {
  private final SwitchedConfig config = new SwitchedConfig(MemoryConfig.open());
  private final InstanceReports reports =
      new InstanceReports(TestIdentity.create(Time.system()), config, Time.system());

  private static AppState state(AppState.State word, String detail, boolean error) {
    var ports = new TreeMap<String, Integer>();
    ports.put("www", 10_016);
    return new AppState(
        "notes@alice@ood1",
        "notes@alice",
        word,
        true,
        detail,
        error,
        Optional.empty(),
        ports,
        1_700_000_000);
  }

  private long version() throws InterruptedException {
    return config.get(ZoneKeys.instance("notes@alice", "ood1")).orElseThrow().version();
  }

  private InstanceReport stored() throws InterruptedException {
    String text = config.get(ZoneKeys.instance("notes@alice", "ood1")).orElseThrow().value();
    return Json.read(text, InstanceReport.class).orThrow();
  }

  @Test
  void aChangeIsWrittenAndTheSameAgainIsNot() throws Exception {
    reports.publish(List.of(state(AppState.State.DEPLOYING, "pulling", false)));
    assertThat(stored().state()).isEqualTo("deploying");
    reports.publish(List.of(state(AppState.State.STARTED, "", false)));
    long version = version();

    reports.publish(List.of(state(AppState.State.STARTED, "", false)));

    assertThat(version()).isEqualTo(version);
    assertThat(stored().state()).isEqualTo("started");
    assertThat(stored().servicePorts()).containsEntry("www", 10_016);
    assertThat(stored().error()).isEmpty();
  }

  @Test
  void aFailureTellsItsReason() throws Exception {
    reports.publish(List.of(state(AppState.State.EXITED, "the image is missing", true)));

    assertThat(stored().error()).contains("the image is missing");
  }

  @Test
  void theReportOfAnAppThatIsGoneGoesToo() throws Exception {
    reports.publish(List.of(state(AppState.State.STARTED, "", false)));

    reports.publish(List.of());

    assertThat(config.get(ZoneKeys.instance("notes@alice", "ood1"))).isEmpty();
  }

  @Test
  void whatCouldNotBeWrittenIsWrittenLater() throws Exception {
    config.away(true);
    reports.publish(List.of(state(AppState.State.STARTED, "", false)));
    config.away(false);

    reports.publish(List.of(state(AppState.State.STARTED, "", false)));

    assertThat(stored().state()).isEqualTo("started");
  }
}
