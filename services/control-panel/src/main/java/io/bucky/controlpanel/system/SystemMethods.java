package io.bucky.controlpanel.system;

import io.bucky.api.NodeApi;
import io.bucky.api.panel.AuthApi.UserInfo;
import io.bucky.api.panel.LogsApi;
import io.bucky.api.panel.LogsApi.LogEntries;
import io.bucky.api.panel.LogsApi.LogEntry;
import io.bucky.api.panel.LogsApi.LogServices;
import io.bucky.api.panel.LogsApi.LogsQuery;
import io.bucky.api.panel.SystemApi;
import io.bucky.api.panel.SystemApi.Memory;
import io.bucky.api.panel.SystemApi.MetricsRequest;
import io.bucky.api.panel.SystemApi.Overview;
import io.bucky.api.panel.SystemApi.Program;
import io.bucky.api.panel.SystemApi.SystemMetrics;
import io.bucky.api.panel.SystemApi.SystemStatus;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.controlpanel.PanelAccess;
import io.bucky.controlpanel.PanelAccess.Person;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import io.bucky.krpc.Caller;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.None;
import io.bucky.krpc.Reply;
import io.bucky.zone.BootConfig;
import io.bucky.zone.UserSettings;
import io.bucky.zone.ZoneKeys;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `system.*`: how the machine and the zone on it are doing.
public final class SystemMethods implements AutoCloseable {
  private static final int LOG_LINES = 200;

  private final ConfigStore store;
  private final PanelAccess access;
  private final KrpcCaller socket;
  private final ZoneLayout layout;
  private final String node;
  private final Time time;
  private final ProcFiles proc;
  private final MachineMeter meter;
  private final ProgramMeter programs;
  private final LogFiles logs;

  private SystemMethods(
      ConfigStore store,
      PanelAccess access,
      KrpcCaller socket,
      ZoneLayout layout,
      String node,
      Time time) {
    this.store = store;
    this.access = access;
    this.socket = socket;
    this.layout = layout;
    this.node = node;
    this.time = time;
    this.proc = new ProcFiles(Path.of("/proc"));
    this.meter = new MachineMeter(proc, time);
    this.programs = new ProgramMeter(proc, time);
    this.logs = new LogFiles(layout.logs());
  }

  /// Starts to measure.
  ///
  /// @param socket calls the node daemon
  public static SystemMethods open(
      ConfigStore store,
      PanelAccess access,
      KrpcCaller socket,
      ZoneLayout layout,
      String node,
      Time time) {
    var methods = new SystemMethods(store, access, socket, layout, node, time);
    methods.meter.start();
    return methods;
  }

  @Override
  public void close() {
    meter.close();
  }

  public KrpcService.Builder addTo(KrpcService.Builder service) {
    return service
        .on(SystemApi.OVERVIEW, this::overview)
        .on(SystemApi.METRICS, this::metrics)
        .on(SystemApi.STATUS, this::status)
        .on(LogsApi.LIST, this::logsList)
        .on(LogsApi.QUERY, this::logsQuery);
  }

  private Reply<Overview> overview(Caller caller, None request) throws InterruptedException {
    if (access.person(caller) instanceof Person.Stranger(var why)) {
      return Reply.denied(why);
    }
    Optional<BootConfig> boot =
        store
            .get(ZoneKeys.BOOT_CONFIG)
            .map(Entry::value)
            .flatMap(text -> Json.read(text, BootConfig.class).toOptional());
    String version =
        socket.call(NodeApi.STATUS, None.NONE) instanceof Answer.Ok<NodeApi.Status>(var status)
            ? status.version()
            : "";
    return Reply.ok(
        new Overview(
            boot.flatMap(BootConfig::hostname).orElse(""),
            boot.flatMap(BootConfig::id).orElse(""),
            node,
            operatingSystem(),
            version,
            proc.uptimeSeconds(),
            user(caller)));
  }

  private UserInfo user(Caller caller) throws InterruptedException {
    String name = caller.user();
    Optional<UserSettings> settings = access.settings(name);
    return settings
        .map(it -> new UserInfo(it.showName().orElse(name), name, it.type(), it.state()))
        .orElseGet(
            () -> new UserInfo(name, name, name.equals("root") ? "root" : "device", "active"));
  }

  private Reply<SystemMetrics> metrics(Caller caller, MetricsRequest request)
      throws InterruptedException {
    if (access.person(caller) instanceof Person.Stranger(var why)) {
      return Reply.denied(why);
    }
    List<Program> running =
        socket.call(NodeApi.STATUS, None.NONE) instanceof Answer.Ok<NodeApi.Status>(var status)
            ? programs.measure(status.programs())
            : List.of();
    ProcFiles.MemoryUse memory = proc.memory();
    return Reply.ok(
        new SystemMetrics(
            time.now().toEpochMilli(),
            meter.cpu(),
            new Memory(
                memory.totalBytes(),
                memory.usedBytes(),
                running.stream().mapToLong(Program::rssBytes).sum()),
            meter.disks(layout.root()),
            meter.network(),
            request.lite() ? List.of() : meter.timeline(),
            running));
  }

  private Reply<SystemStatus> status(Caller caller, None request) throws InterruptedException {
    if (access.person(caller) instanceof Person.Stranger(var why)) {
      return Reply.denied(why);
    }
    Answer<NodeApi.Status> answer = socket.call(NodeApi.STATUS, None.NONE);
    return Reply.ok(HealthReport.of(answer, store.snapshot("services"), node, time.now()));
  }

  private Reply<LogServices> logsList(Caller caller, None request) throws InterruptedException {
    Optional<String> refused = notAdmin(caller);
    if (refused.isPresent()) {
      return Reply.denied(refused.get());
    }
    try {
      return Reply.ok(new LogServices(logs.list()));
    } catch (IOException e) {
      return Reply.failed("the folder of logs cannot be read: " + e.getMessage());
    }
  }

  private Reply<LogEntries> logsQuery(Caller caller, LogsQuery request)
      throws InterruptedException {
    Optional<String> refused = notAdmin(caller);
    if (refused.isPresent()) {
      return Reply.denied(refused.get());
    }
    try {
      return switch (logs.query(
          request.service(),
          request.lines().orElse(LOG_LINES),
          request.level().filter(it -> !it.isEmpty()),
          request.keyword())) {
        case Parsed.Malformed<List<LogEntry>>(var why) -> Reply.bad(why);
        case Parsed.Ok<List<LogEntry>>(var entries) -> Reply.ok(new LogEntries(entries));
      };
    } catch (IOException e) {
      return Reply.failed("the log cannot be read: " + e.getMessage());
    }
  }

  private Optional<String> notAdmin(Caller caller) throws InterruptedException {
    return switch (access.person(caller)) {
      case Person.Stranger(var why) -> Optional.of(why);
      case Person.Known person when person.admin() -> Optional.empty();
      case Person.Known person ->
          Optional.of(person.user() + " is not an administrator; only those read system logs");
    };
  }

  private static String operatingSystem() {
    try {
      return Files.readAllLines(Path.of("/etc/os-release")).stream()
          .filter(line -> line.startsWith("PRETTY_NAME="))
          .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
          .findFirst()
          .orElse(System.getProperty("os.name", ""));
    } catch (IOException e) {
      return System.getProperty("os.name", "");
    }
  }
}
