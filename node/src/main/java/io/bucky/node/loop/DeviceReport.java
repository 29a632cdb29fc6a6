package io.bucky.node.loop;

import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.identity.DeviceIdentity;
import io.bucky.json.Json;
import io.bucky.node.machine.CpuMeter;
import io.bucky.node.machine.MachineFacts;
import io.bucky.node.machine.Proc;
import io.bucky.zone.ZoneKeys;
import io.bucky.zone.ZoneLayout;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// Writes `devices/<n>/info`: the device document's members and how the machine is now. One thread.
public final class DeviceReport {
  private static final Log LOG = Log.of("node.device");

  private final DeviceIdentity identity;
  private final ConfigStore store;
  private final ZoneLayout layout;
  private final Time time;
  private final Proc proc;
  private final CpuMeter cpu;

  public DeviceReport(
      DeviceIdentity identity, ConfigStore store, ZoneLayout layout, Time time, Proc proc) {
    this.identity = identity;
    this.store = store;
    this.layout = layout;
    this.time = time;
    this.proc = proc;
    this.cpu = new CpuMeter(proc);
  }

  /// Writes it once; a failure is made up for at the next call.
  public void publish() throws InterruptedException {
    ObjectNode info =
        json(
            identity.document().json(),
            MachineFacts.read(proc, layout.root()),
            cpu.usagePercent(),
            time.now());
    try {
      var outcome =
          store.commit(
              Transaction.of(
                  new Mutation.Set(ZoneKeys.deviceInfo(identity.name()), Json.write(info))));
      LOG.debug("node.device.reported", "outcome", outcome);
    } catch (ConfigUnavailable e) {
      LOG.debug("node.device.not_reported", "why", String.valueOf(e.getMessage()));
    }
  }

  static ObjectNode json(ObjectNode document, MachineFacts facts, double cpuUsage, Instant now) {
    ObjectNode info = document.deepCopy();
    info.setAll(facts.toJson());
    info.put("cpu_usage", cpuUsage).put("update_time", now.getEpochSecond());
    info.put("support_container", document.path("support_container").asBoolean(true));
    return info;
  }
}
