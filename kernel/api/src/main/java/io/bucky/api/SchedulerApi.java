package io.bucky.api;

import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import java.util.List;
import java.util.Optional;

/// The scheduler: boot, and questions about its decisions. Everything else it does by itself.
public final class SchedulerApi {
  public static final String SERVICE = "scheduler";

  /// Writes the first content of the zone in one transaction. Only for the device's own token.
  public static final Method<BootRequest, BootResult> BOOT =
      Method.of(
          SERVICE,
          "boot",
          BootRequest.class,
          BootResult.class,
          "Writes boot/config and all that a new zone starts with; refuses when it exists.");

  public static final Method<None, Refreshed> REFRESH_RBAC =
      Method.of(
          SERVICE,
          "refresh_rbac",
          None.class,
          Refreshed.class,
          "Plans one round now, so that users and apps written before the call have their roles.");

  public static final Method<ExplainRequest, Explanations> EXPLAIN =
      Method.of(
          SERVICE,
          "explain",
          ExplainRequest.class,
          Explanations.class,
          "Says where an app runs, or why it does not and what to do.");

  private SchedulerApi() {}

  /// @param zoneHost shown in the log; the content comes from `etc/start_config.json`
  public record BootRequest(Optional<String> zoneHost) {
    public BootRequest {
      zoneHost = zoneHost == null ? Optional.empty() : zoneHost;
    }
  }

  /// @param revision of system config after the boot transaction
  public record BootResult(long revision, int keys) {}

  /// @param updated something was written
  /// @param txActionCount mutations in the round's transaction
  public record Refreshed(boolean updated, int txActionCount) {}

  /// @param app `<app>@<user>`, a service's name, or empty for all
  public record ExplainRequest(Optional<String> app) {
    public ExplainRequest {
      app = app == null ? Optional.empty() : app;
    }
  }

  public record Explanations(List<Explanation> items) {
    public Explanations {
      items = items == null ? List.of() : List.copyOf(items);
    }
  }

  /// Also stored at `services/<app>@<user>/schedule`.
  ///
  /// @param spec `<app>@<user>`, or a service's name
  /// @param state `placed`, `partial`, `unplaceable`, `conflict`, `stopped` or `removed`
  /// @param nodes where instances are wanted
  /// @param reason one sentence for a person
  /// @param nextStep what to do; empty when there is nothing to do
  public record Explanation(
      String spec, String state, List<String> nodes, String reason, Optional<String> nextStep) {
    public Explanation {
      nodes = nodes == null ? List.of() : List.copyOf(nodes);
      nextStep = nextStep == null ? Optional.empty() : nextStep;
    }
  }
}
