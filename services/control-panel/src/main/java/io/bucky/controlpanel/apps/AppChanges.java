package io.bucky.controlpanel.apps;

import io.bucky.api.panel.AppsApi.TaskRef;
import io.bucky.api.panel.InstallApi.InstallRequest;
import io.bucky.api.panel.InstallApi.InstallResult;
import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.Task.Status;
import io.bucky.base.Parsed;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.containers.AppDocs;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.json.Json;
import io.bucky.krpc.Reply;
import io.bucky.zone.AppSpec;
import io.bucky.zone.ZoneKeys;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes what people want of their apps into system config: one task and one transaction a change.
/// Any thread.
final class AppChanges {
  private static final int ATTEMPTS_MAX = 16;

  private final ConfigStore store;
  private final AppTasks tasks;
  private final PackageStore packages;
  private final SecureRandom random;
  private final Consumer<Task> follow;

  /// @param follow told of every task that was made
  AppChanges(
      ConfigStore store,
      AppTasks tasks,
      PackageStore packages,
      SecureRandom random,
      Consumer<Task> follow) {
    this.store = store;
    this.tasks = tasks;
    this.packages = packages;
    this.random = random;
    this.follow = follow;
  }

  /// Installs what `approved` describes.
  Reply<InstallResult> install(String owner, InstallRequest request, Approval approved)
      throws InterruptedException {
    ComposeApp app = approved.app();
    Optional<String> taken = taken(owner, app.name());
    if (taken.isPresent()) {
      return Reply.failed(taken.get());
    }
    return packages.exclusively(() -> installAs(owner, request, approved));
  }

  private Reply<InstallResult> installAs(String owner, InstallRequest request, Approval approved)
      throws InterruptedException {
    ComposeApp app = approved.app();
    String packageId;
    try {
      packageId = packages.put(approved.draft().packageFiles());
    } catch (IOException e) {
      return Reply.failed(
          "the app's files cannot be written to the disk of %s: %s"
              .formatted(packages.place(), e.getMessage()));
    }
    ObjectNode data = AppTasks.noData();
    data.put("fingerprint", approved.fingerprint());
    request.idempotencyKey().ifPresent(key -> data.put("idempotency_key", key));
    String unique = request.idempotencyKey().map(Approval::shortHash).orElseGet(this::unique);
    return switch (tasks.create(AppTasks.Kind.INSTALL, app.name(), owner, unique, data)) {
      case Parsed.Malformed<Task>(var why) -> Reply.failed(why);
      case Parsed.Ok<Task>(var task) -> {
        Optional<String> failed = writeSpec(owner, request, approved, packageId, task.id());
        if (failed.isPresent()) {
          giveUp(task, failed.get());
          yield Reply.failed(failed.get());
        }
        follow.accept(task);
        yield Reply.ok(new InstallResult(task.id(), app.name()));
      }
    };
  }

  /// A task that cannot be ended now is ended later, by what became of its change.
  private void giveUp(Task task, String why) throws InterruptedException {
    if (!tasks.finish(task.id(), Status.FAILED, why)) {
      follow.accept(task);
    }
  }

  /// @return why it was not written
  private Optional<String> writeSpec(
      String owner, InstallRequest request, Approval approved, String packageId, long taskId)
      throws InterruptedException {
    ComposeApp app = approved.app();
    ObjectNode document = approved.draft().document(app);
    AppSpec.Config standard = AppDocs.standardConfig(document, app, request.allowGuest());
    var config =
        new AppSpec.Config(
            standard.serviceConfig(),
            standard.exposeConfig(),
            standard.dataMountPoint(),
            request.env(),
            request.grants(),
            standard.limits());
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      Optional<Entry> counter = store.get(ZoneKeys.APP_INDEX);
      int index = nextIndex(counter);
      var spec =
          new AppSpec(
              document,
              index,
              owner,
              true,
              1,
              "new",
              config,
              Optional.of(packageId),
              Optional.of(taskId),
              1,
              Optional.empty(),
              Optional.empty());
      String text = Json.write(spec);
      if (text.length() > AppSpec.CHARS_MAX) {
        return Optional.of(
            "the app's description is longer than " + AppSpec.CHARS_MAX + " characters");
      }
      var guard = new Transaction.Guard(ZoneKeys.APP_INDEX, counter.map(Entry::version).orElse(0L));
      var mutations = new ArrayList<Mutation>();
      mutations.add(new Mutation.Set(ZoneKeys.APP_INDEX, Integer.toString(index)));
      mutations.add(new Mutation.Create(ZoneKeys.appSpec(owner, app.name()), text));
      mutations.addAll(emptySettings(owner, app.name()));
      Commit commit = store.commit(Transaction.guarded(guard, mutations));
      switch (commit) {
        case Commit.Applied _ -> {
          return Optional.empty();
        }
        case Commit.Conflict _ -> {} // somebody else took the index: the next one
        case Commit.Exists _ -> {
          return Optional.of("the app " + app.name() + " was installed meanwhile");
        }
        case Commit.Missing(var key) -> {
          return Optional.of(key + " is missing");
        }
        case Commit.Invalid(_, var why) -> {
          return Optional.of("the app cannot be stored: " + why);
        }
      }
    }
    return Optional.of("too many apps are being installed; try again");
  }

  /// The published client reads an app's settings before it writes them, so there always are some.
  /// Those of an earlier installation stay.
  private List<Mutation> emptySettings(String owner, String app) throws InterruptedException {
    var mutations = new ArrayList<Mutation>();
    for (ConfigKey key : List.of(ZoneKeys.appSettings(owner, app), ZoneKeys.serviceSettings(app))) {
      if (store.get(key).isEmpty()) {
        mutations.add(new Mutation.Create(key, "{}"));
      }
    }
    return mutations;
  }

  private static int nextIndex(Optional<Entry> counter) {
    String text = counter.map(Entry::value).orElse("0").strip();
    return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) + 1 : 1;
  }

  /// Why the name cannot be used; empty when it can.
  private Optional<String> taken(String owner, String app) throws InterruptedException {
    if (store.get(ZoneKeys.appSpec(owner, app)).isPresent()) {
      return Optional.of("the app " + app + " is installed already; remove it first");
    }
    boolean meansSomethingElse =
        store.get(ZoneKeys.userSettings(app)).isPresent()
            || store.get(ZoneKeys.deviceInfo(app)).isPresent()
            || store.get(ZoneKeys.deviceDoc(app)).isPresent()
            || store.get(ZoneKeys.serviceSpec(app)).isPresent();
    return meansSomethingElse
        ? Optional.of("the name " + app + " belongs to a user, a machine or a service")
        : Optional.empty();
  }

  Reply<TaskRef> start(String owner, String app) throws InterruptedException {
    return change(AppTasks.Kind.START, owner, app, (spec, set) -> set.put("/state", "\"running\""));
  }

  Reply<TaskRef> stop(String owner, String app) throws InterruptedException {
    return change(AppTasks.Kind.STOP, owner, app, (spec, set) -> set.put("/state", "\"stopped\""));
  }

  /// A new generation gets new containers.
  Reply<TaskRef> restart(String owner, String app) throws InterruptedException {
    return change(
        AppTasks.Kind.RESTART,
        owner,
        app,
        (spec, set) -> {
          set.put("/state", "\"running\"");
          set.put("/generation", Long.toString(spec.path("generation").asLong(0) + 1));
        });
  }

  Reply<TaskRef> uninstall(String owner, String app, String disposition)
      throws InterruptedException {
    return change(
        AppTasks.Kind.UNINSTALL,
        owner,
        app,
        (spec, set) -> {
          set.put("/state", "\"deleted\"");
          set.put("/data_disposition", Json.write(disposition));
        });
  }

  @FunctionalInterface
  private interface Edit {
    void apply(JsonNode spec, SortedMap<String, String> set);
  }

  /// One task, and the members of the spec that change with it.
  private Reply<TaskRef> change(AppTasks.Kind kind, String owner, String app, Edit edit)
      throws InterruptedException {
    if (spec(owner, app).isEmpty()) {
      return Reply.failed("there is no app " + app + " of " + owner);
    }
    return switch (tasks.create(kind, app, owner, unique(), AppTasks.noData())) {
      case Parsed.Malformed<Task>(var why) -> Reply.failed(why);
      case Parsed.Ok<Task>(var task) -> {
        Optional<String> failed = editSpec(owner, app, task.id(), edit);
        if (failed.isPresent()) {
          giveUp(task, failed.get());
          yield Reply.failed(failed.get());
        }
        follow.accept(task);
        yield Reply.ok(new TaskRef(task.id()));
      }
    };
  }

  private Optional<String> editSpec(String owner, String app, long taskId, Edit edit)
      throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      Optional<Entry> entry = spec(owner, app);
      if (entry.isEmpty()) {
        return Optional.of("the app " + app + " was removed meanwhile");
      }
      JsonNode spec = Json.parse(entry.get().value()).toOptional().orElseGet(Json::object);
      if (spec.path("state").asString("").equals("deleted")) {
        return Optional.of("the app " + app + " is being removed");
      }
      var set = new TreeMap<String, String>();
      edit.apply(spec, set);
      set.put("/task_id", Long.toString(taskId));
      var changes = new TreeMap<String, Optional<String>>();
      set.forEach((path, value) -> changes.put(path, Optional.of(value)));
      var key = ZoneKeys.appSpec(owner, app);
      Commit commit =
          store.commit(
              Transaction.guarded(
                  new Transaction.Guard(key, entry.get().version()),
                  List.of(new Mutation.SetByPath(key, changes))));
      switch (commit) {
        case Commit.Applied _ -> {
          return Optional.empty();
        }
        case Commit.Conflict _, Commit.Missing _ -> {} // somebody else changed it: look again
        case Commit.Exists(var other) -> {
          return Optional.of(other + " exists");
        }
        case Commit.Invalid(_, var why) -> {
          return Optional.of("the change cannot be stored: " + why);
        }
      }
    }
    return Optional.of("the app is being changed by others; try again");
  }

  private Optional<Entry> spec(String owner, String app) throws InterruptedException {
    return AppNames.wrong(app).isPresent()
        ? Optional.empty()
        : store.get(ZoneKeys.appSpec(owner, app));
  }

  private String unique() {
    var bytes = new byte[6];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
