package io.bucky.controlpanel.apps;

import io.bucky.api.NodeApi;
import io.bucky.api.panel.AppsApi;
import io.bucky.api.panel.AppsApi.AppDetails;
import io.bucky.api.panel.AppsApi.AppList;
import io.bucky.api.panel.AppsApi.AppLogLine;
import io.bucky.api.panel.AppsApi.AppLogs;
import io.bucky.api.panel.AppsApi.AppLogsRequest;
import io.bucky.api.panel.AppsApi.AppRequest;
import io.bucky.api.panel.AppsApi.AppsListRequest;
import io.bucky.api.panel.AppsApi.TaskRef;
import io.bucky.api.panel.AppsApi.UninstallRequest;
import io.bucky.api.panel.InstallApi;
import io.bucky.api.panel.InstallApi.InspectRequest;
import io.bucky.api.panel.InstallApi.Inspection;
import io.bucky.api.panel.InstallApi.InstallRequest;
import io.bucky.api.panel.InstallApi.InstallResult;
import io.bucky.api.tasks.Task;
import io.bucky.base.Parsed;
import io.bucky.base.Threads;
import io.bucky.base.Time;
import io.bucky.config.ConfigStore;
import io.bucky.controlpanel.PanelAccess;
import io.bucky.controlpanel.PanelAccess.Person;
import io.bucky.krpc.Answer;
import io.bucky.krpc.Caller;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Problem;
import io.bucky.krpc.Reply;
import io.bucky.zone.AppSpec;
import io.bucky.zone.ZoneLayout;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// `apps.*`: who may do it, then the one class that does it.
public final class AppMethods implements AutoCloseable {
  private static final int LOG_LINES_MAX = 5_000;
  private static final int LOG_LINES = 200;

  private final PanelAccess access;
  private final KrpcCaller node;
  private final AppTasks tasks;
  private final AppInspector inspector;
  private final AppChanges changes;
  private final AppCatalog catalog;
  private final AppTaskFollower follower;
  private final Thread thread;

  /// One install at a time, so that a repeated request finds the first one's task.
  private final ReentrantLock installing = new ReentrantLock();

  /// What this is made of.
  ///
  /// @param zone calls task manager in the name of this device
  /// @param socket calls the node daemon
  /// @param node the short name of this device
  public record Parts(
      ConfigStore store,
      PanelAccess access,
      KrpcCaller zone,
      KrpcCaller socket,
      ImageLookup images,
      ZoneLayout layout,
      String node,
      SecureRandom random,
      Time time) {}

  private AppMethods(Parts parts) {
    var packages = new PackageStore(parts.layout);
    this.access = parts.access;
    this.node = parts.socket;
    this.tasks = new AppTasks(parts.zone);
    this.inspector = new AppInspector(parts.images);
    this.follower =
        new AppTaskFollower(
            parts.store,
            tasks,
            new AppTaskJudge(parts.store, packages, parts.layout, parts.time),
            parts.time);
    this.changes = new AppChanges(parts.store, tasks, packages, parts.random, follower::follow);
    this.catalog = new AppCatalog(parts.store, parts.node, parts.time);
    this.thread = Thread.ofVirtual().name("panel-tasks").unstarted(follower);
  }

  /// Starts following unfinished tasks.
  public static AppMethods open(Parts parts) {
    var methods = new AppMethods(parts);
    methods.thread.start();
    return methods;
  }

  @Override
  public void close() {
    follower.stop();
    Threads.end(thread);
  }

  public KrpcService.Builder addTo(KrpcService.Builder service) {
    return service
        .on(AppsApi.LIST, this::list)
        .on(AppsApi.DETAILS, this::details)
        .on(InstallApi.INSPECT, this::inspect)
        .on(InstallApi.INSTALL, this::install)
        .on(AppsApi.START, (caller, it) -> change(caller, it, changes::start))
        .on(AppsApi.STOP, (caller, it) -> change(caller, it, changes::stop))
        .on(AppsApi.RESTART, (caller, it) -> change(caller, it, changes::restart))
        .on(AppsApi.UNINSTALL, this::uninstall)
        .on(AppsApi.LOGS, this::logs);
  }

  private Reply<AppList> list(Caller caller, AppsListRequest request) throws InterruptedException {
    return switch (access.person(caller)) {
      case Person.Stranger(var why) -> Reply.denied(why);
      case Person.Known person -> Reply.ok(catalog.list(person, request.userId()));
    };
  }

  private Reply<AppDetails> details(Caller caller, AppRequest request) throws InterruptedException {
    return switch (access.person(caller)) {
      case Person.Stranger(var why) -> Reply.denied(why);
      case Person.Known person -> {
        String owner = request.userId().orElse(person.user());
        Optional<AppSpec> spec =
            catalog
                .spec(owner, request.appId())
                .filter(it -> person.mayManage(owner) || AppCatalog.allowsGuests(it));
        if (spec.isEmpty()) {
          yield missing(request.appId());
        }
        AppDetails all = catalog.details(owner, request.appId(), spec.get());
        yield Reply.ok(person.mayManage(owner) ? measured(all) : onlyTheFront(all));
      }
    };
  }

  /// With what the node's container engine says now; as it is when it says nothing.
  private AppDetails measured(AppDetails all) throws InterruptedException {
    var request =
        new NodeApi.AppUsageRequest(all.app().appId(), Optional.of(all.app().ownerUserId()));
    return node.call(NodeApi.APP_USAGE, request) instanceof Answer.Ok<NodeApi.AppUsage>(var usage)
        ? Measured.join(all, usage)
        : all;
  }

  /// What somebody sees of a public app of another user: not how it is set up.
  private static AppDetails onlyTheFront(AppDetails all) {
    return new AppDetails(
        all.app(),
        io.bucky.json.Json.object(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private Reply<Inspection> inspect(Caller caller, InspectRequest request)
      throws InterruptedException {
    return switch (access.person(caller)) {
      case Person.Stranger(var why) -> Reply.denied(why);
      case Person.Known _ ->
          switch (AppDraft.of(
              request.source(), Optional.empty(), new TreeMap<>(), Optional.empty())) {
            case Parsed.Malformed<AppDraft>(var why) -> Reply.bad(why);
            case Parsed.Ok<AppDraft>(var draft) -> Reply.ok(inspector.inspect(draft));
          };
    };
  }

  private Reply<InstallResult> install(Caller caller, InstallRequest request)
      throws InterruptedException {
    if (!(access.person(caller) instanceof Person.Known person)) {
      return Reply.denied("only users of the zone install apps");
    }
    String owner = request.userId().orElse(person.user());
    if (!person.mayManage(owner)) {
      return Reply.denied(person.user() + " may not install apps for " + owner);
    }
    if (access.settings(owner).filter(it -> it.active()).isEmpty()) {
      return Reply.refused(new Problem.UserNotFound(owner));
    }
    Parsed<Approval> approval =
        AppDraft.of(request.source(), request.appId(), request.env(), request.main())
            .flatMap(draft -> Approval.of(draft, request, person.admin()));
    return switch (approval) {
      case Parsed.Malformed<Approval>(var why) -> Reply.bad(why);
      case Parsed.Ok<Approval>(var approved) -> installOnce(owner, request, approved);
    };
  }

  private Reply<InstallResult> installOnce(String owner, InstallRequest request, Approval approved)
      throws InterruptedException {
    installing.lockInterruptibly();
    try {
      if (request.idempotencyKey().isPresent()) {
        Optional<List<Task>> all = tasks.list();
        if (all.isEmpty()) {
          return Reply.refused(new Problem.ServiceUnavailable("task manager does not answer"));
        }
        Optional<Task> earlier =
            all.get().stream()
                .filter(it -> it.userId().equals(owner))
                .filter(it ->
                    AppTasks.member(it, "idempotency_key").equals(request.idempotencyKey().get()))
                .findFirst();
        if (earlier.isPresent()) {
          return AppTasks.member(earlier.get(), "fingerprint").equals(approved.fingerprint())
              ? Reply.ok(new InstallResult(earlier.get().id(), approved.app().name()))
              : Reply.failed("IDEMPOTENCY_CONFLICT: this key was used for another install");
        }
      }
      return changes.install(owner, request, approved);
    } finally {
      installing.unlock();
    }
  }

  @FunctionalInterface
  private interface Change {
    Reply<TaskRef> apply(String owner, String app) throws InterruptedException;
  }

  private Reply<TaskRef> change(Caller caller, AppRequest request, Change change)
      throws InterruptedException {
    return switch (access.person(caller)) {
      case Person.Stranger(var why) -> Reply.denied(why);
      case Person.Known person -> {
        String owner = request.userId().orElse(person.user());
        if (!person.mayManage(owner)) {
          yield Reply.denied(person.user() + " may not change apps of " + owner);
        }
        yield catalog.spec(owner, request.appId()).isEmpty()
            ? missing(request.appId())
            : change.apply(owner, request.appId());
      }
    };
  }

  private Reply<TaskRef> uninstall(Caller caller, UninstallRequest request)
      throws InterruptedException {
    String disposition = request.dataDisposition();
    if (!disposition.equals("retain") && !disposition.equals("delete")) {
      return Reply.bad("data_disposition must be retain or delete");
    }
    return change(
        caller,
        new AppRequest(request.appId(), request.userId()),
        (owner, app) -> changes.uninstall(owner, app, disposition));
  }

  private Reply<AppLogs> logs(Caller caller, AppLogsRequest request) throws InterruptedException {
    return switch (access.person(caller)) {
      case Person.Stranger(var why) -> Reply.denied(why);
      case Person.Known person -> {
        String owner = request.userId().orElse(person.user());
        if (!person.mayManage(owner)) {
          yield Reply.denied(person.user() + " may not read logs of apps of " + owner);
        }
        if (catalog.spec(owner, request.appId()).isEmpty()) {
          yield missing(request.appId());
        }
        int lines = Math.clamp(request.lines().orElse(LOG_LINES), 1, LOG_LINES_MAX);
        yield lines(
            node.call(
                NodeApi.APP_LOGS,
                new NodeApi.AppLogsRequest(
                    request.appId(), Optional.of(owner), request.component(), Optional.of(lines))));
      }
    };
  }

  private static Reply<AppLogs> lines(Answer<NodeApi.AppLogs> answer) {
    return switch (answer) {
      case Answer.Ok<NodeApi.AppLogs>(var logs) ->
          Reply.ok(
              new AppLogs(
                  logs.entries().stream()
                      .map(it ->
                          new AppLogLine(millis(it.at()), it.component(), it.stream(), it.text()))
                      .toList()));
      case Answer.Refused<NodeApi.AppLogs>(var problem) -> Reply.refused(problem);
      case Answer.Unreachable<NodeApi.AppLogs>(var why) ->
          Reply.refused(new Problem.ServiceUnavailable("the node daemon: " + why));
    };
  }

  private static long millis(String at) {
    try {
      return Instant.parse(at).toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  private static <R> Reply<R> missing(String app) {
    return Reply.refused(new Problem.KeyMissing("app " + app));
  }
}
