package io.bucky.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.json.Json;
import io.bucky.node.TestIdentity;
import io.bucky.zone.GatewayInfo;
import io.bucky.zone.GatewaySettings;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GatewayFilesTest {
  @TempDir Path folder;
  private ZoneLayout layout;

  @BeforeEach
  void open() {
    layout = new ZoneLayout(folder);
  }

  private GatewayFiles files(MachineSettings machine) {
    return new GatewayFiles(layout, machine, TestIdentity.create(Time.system()), Optional.empty());
  }

  private static MachineSettings machine(int base) {
    return new MachineSettings(base, List.of("127.0.0.1"), Map.of(), "");
  }

  private GatewaySettings settings() throws IOException {
    return Json.read(Files.readString(layout.gatewaySettings()), GatewaySettings.class).orThrow();
  }

  @Test
  void standardPortsAreOptionalAndOnlyForTheStandardBase() throws Exception {
    files(machine(3_000)).writeSettings(true, Optional.of("172.17.0.1"));
    assertThat(settings().listeners())
        .contains(
            new GatewaySettings.Listener("127.0.0.1", 3_080, "http", false),
            new GatewaySettings.Listener("127.0.0.1", 80, "http", true),
            new GatewaySettings.Listener("127.0.0.1", 443, "https", true),
            new GatewaySettings.Listener("172.17.0.1", 3_180, "node", true));

    files(machine(9_000)).writeSettings(true, Optional.empty());
    assertThat(settings().listeners()).extracting("port").containsExactly(9_080, 9_443, 9_180);
  }

  @Test
  void theFirstInfoNamesTheServicesAndTrustsOwnerAndDevice() throws Exception {
    files(machine(3_000)).writeFirstInfo();

    GatewayInfo info =
        Json.read(Files.readString(layout.gatewayInfo()), GatewayInfo.class).orThrow();
    var here = new TreeMap<String, GatewayInfo.Place>();
    here.put("ood1", new GatewayInfo.Place(3_200, 100));
    assertThat(info.serviceInfo()).containsEntry("system_config", new GatewayInfo.Service(here));
    assertThat(info.appInfo()).containsKeys("_", "sys");
    assertThat(info.trustKey()).containsKeys("root", "$default", "ood1", "did:bns:alice");
  }

  @Test
  void whatTheSchedulerSaidStaysOverARestart() throws Exception {
    var files = files(machine(3_000));
    files.writeFirstInfo();
    String richer =
        Files.readString(layout.gatewayInfo()).replace("\"sys\":", "\"notes\":{},\"sys\":");
    assertThat(files.writeInfo(richer)).isInstanceOf(Parsed.Ok.class);

    files.writeFirstInfo();

    assertThat(Files.readString(layout.gatewayInfo())).isEqualTo(richer);
  }

  @Test
  void otherPortsMakeTheOldInfoWorthless() throws Exception {
    files(machine(3_000)).writeFirstInfo();

    files(machine(9_000)).writeFirstInfo();

    assertThat(Files.readString(layout.gatewayInfo())).contains("9200").doesNotContain("3200");
  }

  @Test
  void infoThatCannotBeReadIsNotTakenOver() throws Exception {
    var files = files(machine(3_000));
    files.writeFirstInfo();
    String before = Files.readString(layout.gatewayInfo());

    assertThat(files.writeInfo("{\"app_info\": 7}")).isInstanceOf(Parsed.Malformed.class);

    assertThat(Files.readString(layout.gatewayInfo())).isEqualTo(before);
  }

  @Test
  void anUnchangedFileIsNotWritten() throws Exception {
    var files = files(machine(3_000));
    files.writeSettings(false, Optional.empty());
    var longAgo = FileTime.fromMillis(1_000);
    Files.setLastModifiedTime(layout.gatewaySettings(), longAgo);

    files.writeSettings(false, Optional.empty());

    assertThat(Files.getLastModifiedTime(layout.gatewaySettings())).isEqualTo(longAgo);
  }
}
