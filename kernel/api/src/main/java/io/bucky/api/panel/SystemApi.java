package io.bucky.api.panel;

import io.bucky.api.panel.AuthApi.UserInfo;
import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import java.util.List;

/// The state of the machine and of the zone on it.
public final class SystemApi {
  public static final Method<None, Overview> OVERVIEW =
      Method.of(
          ControlPanel.SERVICE,
          "system.overview",
          None.class,
          Overview.class,
          "Names, versions and the caller.");

  public static final Method<MetricsRequest, SystemMetrics> METRICS =
      Method.of(
          ControlPanel.SERVICE,
          "system.metrics",
          MetricsRequest.class,
          SystemMetrics.class,
          "CPU, memory, disks, network and programs, with the last ten minutes.");

  public static final Method<None, SystemStatus> STATUS =
      Method.of(
          ControlPanel.SERVICE,
          "system.status",
          None.class,
          SystemStatus.class,
          "Health of node and services, with what to do about each warning.");

  private SystemApi() {}

  public record Overview(
      String zoneHost,
      String zoneDid,
      String node,
      String os,
      String version,
      long uptimeSeconds,
      UserInfo user) {}

  /// @param lite true: no timeline
  public record MetricsRequest(boolean lite) {}

  /// @param at unix milliseconds, as in every sample
  public record SystemMetrics(
      long at,
      Cpu cpu,
      Memory memory,
      List<Disk> disks,
      Network network,
      List<Sample> timeline,
      List<Program> programs) {
    public SystemMetrics {
      disks = disks == null ? List.of() : List.copyOf(disks);
      timeline = timeline == null ? List.of() : List.copyOf(timeline);
      programs = programs == null ? List.of() : List.copyOf(programs);
    }
  }

  public record Cpu(double usagePercent, int cores, String model) {}

  /// @param zoneBytes resident memory of this zone's own programs
  public record Memory(long totalBytes, long usedBytes, long zoneBytes) {}

  public record Disk(String label, String mount, long totalBytes, long usedBytes) {}

  /// Bytes a second over all interfaces but loopback.
  public record Network(long rxPerSec, long txPerSec) {}

  public record Sample(
      long at, double cpuPercent, double memoryPercent, long rxPerSec, long txPerSec) {}

  /// @param since unix seconds of its start
  public record Program(
      String name,
      long pid,
      long rssBytes,
      double cpuPercent,
      String state,
      int restarts,
      long since) {}

  /// @param state `online`, `warning` or `critical`
  public record SystemStatus(
      String state, List<Warning> warnings, List<ServiceState> services, List<Phase> phases) {
    public SystemStatus {
      warnings = warnings == null ? List.of() : List.copyOf(warnings);
      services = services == null ? List.of() : List.copyOf(services);
      phases = phases == null ? List.of() : List.copyOf(phases);
    }
  }

  /// @param severity `warning` or `critical`
  public record Warning(String label, String message, String severity, String nextStep) {}

  /// @param status `running`, `starting` or `down`
  public record ServiceState(String name, String status, String detail) {}

  /// @param state `waiting`, `running`, `done` or `failed`
  /// @param at unix seconds; 0 while it waits
  public record Phase(String name, String state, String detail, long at) {}
}
