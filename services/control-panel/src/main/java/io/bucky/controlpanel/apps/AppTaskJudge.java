package io.bucky.controlpanel.apps;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.Task.Status;
import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import io.bucky.zone.InstanceReport;
import io.bucky.zone.ZoneKeys;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides whether an app change is done, has failed, or goes on; and clears away what a removed
/// app leaves. Belongs to one thread.
final class AppTaskJudge {
  /// A cause that is still there after this long is told as the reason of a failure. A machine that
  /// just woke up needs a moment to see its engine.
  static final Duration PATIENCE = Duration.ofSeconds(8);

  /// A task is made before its change is written; this is how long that may take.
  static final Duration WRITING = Duration.ofSeconds(5);

  static final Duration CLEANING = Duration.ofSeconds(40);
  static final Duration LONGEST = Duration.ofMinutes(60);
  private static final Log LOG = Log.of("panel.tasks");

  private final ConfigStore store;
  private final PackageStore packages;
  private final ZoneLayout layout;
  private final Time time;

  /// Task id to since when something has been wrong with it, in nanoseconds.
  private final Map<Long, Long> wrongSince = new HashMap<>();

  AppTaskJudge(ConfigStore store, PackageStore packages, ZoneLayout layout, Time time) {
    this.store = store;
    this.packages = packages;
    this.layout = layout;
    this.time = time;
  }

  sealed interface Verdict {
    record Wait() implements Verdict {}

    record End(Status status, String message) implements Verdict {}
  }

  Verdict judge(Task task) throws InterruptedException {
    String app = AppTasks.member(task, "app_id");
    String user = AppTasks.member(task, "user_id");
    Optional<AppTasks.Kind> kind = AppTasks.Kind.ofType(task.taskType());
    boolean named = AppNames.wrong(app).isEmpty() && user.matches("[a-z0-9_][a-z0-9_.-]{0,63}");
    if (!named || kind.isEmpty()) {
      return end(task, Status.FAILED, "the task says not which app it is about");
    }
    Optional<AppSpec> spec =
        store
            .get(ZoneKeys.appSpec(user, app))
            .map(Entry::value)
            .flatMap(text -> Json.read(text, AppSpec.class).toOptional());
    boolean known = spec.flatMap(AppSpec::taskId).filter(it -> it == task.id()).isPresent();
    if (!known && kind.get() != AppTasks.Kind.UNINSTALL && isNew(task)) {
      return new Verdict.Wait(); // the change itself is about to be written
    }
    if (spec.isEmpty()) {
      return kind.get() == AppTasks.Kind.UNINSTALL
          ? end(task, Status.COMPLETED, "It is removed.")
          : end(task, Status.FAILED, "Nothing was changed, or the app was removed; try again.");
    }
    if (!known) {
      return isNew(task)
          ? new Verdict.Wait()
          : end(task, Status.CANCELED, "A later change took its place, or nothing was changed.");
    }
    String id = app + "@" + user;
    AppState state = AppState.of(id, store.snapshot("services/" + id));
    return switch (kind.get()) {
      case INSTALL, START, RESTART -> judgeStart(task, kind.get(), state);
      case STOP -> isStopped(state) ? end(task, Status.COMPLETED, "It is stopped.") : late(task);
      case UNINSTALL -> isGone(task, spec.get(), state) ? remove(task, spec.get()) : late(task);
    };
  }

  private Verdict judgeStart(Task task, AppTasks.Kind kind, AppState state) {
    Instant now = time.now();
    boolean started =
        state.fresh(now).stream()
            .filter(it -> "started".equals(it.state()))
            .anyMatch(it ->
                kind == AppTasks.Kind.RESTART
                    ? it.startTime() >= task.createdAt()
                    : it.lastUpdateTime() >= task.createdAt());
    if (started) {
      return end(task, Status.COMPLETED, "It is running.");
    }
    Optional<String> wrong =
        state
            .unplaced()
            .or(() ->
                state.fresh(now).stream()
                    .filter(it -> !"started".equals(it.state()))
                    .filter(it -> !"deploying".equals(it.state()))
                    .filter(it -> it.lastUpdateTime() >= task.createdAt())
                    .flatMap(it -> it.error().stream())
                    .findFirst());
    if (wrong.isEmpty()) {
      wrongSince.remove(task.id());
      return late(task);
    }
    long since = wrongSince.computeIfAbsent(task.id(), _ -> time.nanos());
    return time.nanos() - since >= PATIENCE.toNanos()
        ? end(task, Status.FAILED, wrong.get())
        : new Verdict.Wait();
  }

  /// No instance runs, as the nodes say, or there never was one.
  private static boolean isStopped(AppState state) {
    boolean placed = state.schedule().filter(it -> !it.nodes().isEmpty()).isPresent();
    return state.reports().isEmpty()
        ? state.schedule().isPresent() && !placed
        : state.reports().stream().allMatch(AppTaskJudge::hasEnded);
  }

  /// Its containers are gone; `exited` ones may still be there.
  private static boolean hasEnded(InstanceReport report) {
    return "stopped".equals(report.state()) || "notexist".equals(report.state());
  }

  /// With data, the node says `notexist` once that is removed; one that only says `stopped` gets
  /// some time for it.
  private boolean isGone(Task task, AppSpec spec, AppState state) {
    boolean withData = spec.dataDisposition().filter("delete"::equals).isPresent();
    boolean clean = state.reports().stream().allMatch(it -> "notexist".equals(it.state()));
    boolean patient = time.now().getEpochSecond() - task.createdAt() >= CLEANING.toSeconds();
    return isStopped(state) && (clean || !withData || patient);
  }

  /// The node has cleaned up: now the spec goes, and with it what the scheduler made of it. It goes
  /// last, and nothing on disk before it: what is left undone is done at the next look.
  private Verdict remove(Task task, AppSpec spec) throws InterruptedException {
    String user = AppTasks.member(task, "user_id"); // the names of its key, which are names;
    String app = AppTasks.member(task, "app_id"); // a spec may say anything
    boolean withData = spec.dataDisposition().filter("delete"::equals).isPresent();
    if (!forget(user, app, withData)) {
      return late(task);
    }
    String left = clear(user, app, spec, withData);
    return end(task, Status.COMPLETED, ("It is removed. " + left).strip());
  }

  /// Removes the app's keys, the spec after all others.
  ///
  /// @return false when system config did not take it
  private boolean forget(String user, String app, boolean withData) throws InterruptedException {
    ConfigKey spec = ZoneKeys.appSpec(user, app);
    var keys = new ArrayList<ConfigKey>();
    if (withData) {
      keys.addAll(store.snapshot("users/" + user + "/apps/" + app).entries().keySet());
      keys.remove(spec);
      if (!isAlsoOfAnother(user, app)) {
        keys.add(ZoneKeys.serviceSettings(app));
      }
    }
    keys.add(spec);
    for (int from = 0; from < keys.size(); from += Transaction.MUTATIONS_MAX) {
      List<Mutation> batch =
          keys.subList(from, Math.min(keys.size(), from + Transaction.MUTATIONS_MAX)).stream()
              .<Mutation>map(Mutation.Remove::new)
              .toList();
      Commit commit = store.commit(new Transaction(batch, Optional.empty()));
      if (!(commit instanceof Commit.Applied)) {
        LOG.warn("panel.app.not.removed", "app", app + "@" + user, "why", commit);
        return false;
      }
    }
    return true;
  }

  /// @return what could not be removed, for a person
  private String clear(String user, String app, AppSpec spec, boolean withData)
      throws InterruptedException {
    try {
      if (spec.packageId().isPresent()) {
        removeUnused(spec.packageId().get());
      }
      if (withData) {
        PackageStore.deleteTree(layout.appData(user, app));
      }
      return "";
    } catch (UncheckedIOException | IOException e) {
      LOG.warn("panel.app.leftovers", e, "app", app + "@" + user);
      return "Some of its files belong to another system user and are left in "
          + layout.appData(user, app)
          + ".";
    }
  }

  private void removeUnused(String packageId) throws IOException, InterruptedException {
    boolean _ =
        packages.exclusively(() -> {
          boolean used = isUsed(packageId);
          if (!used) {
            try {
              packages.remove(packageId);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
          return used;
        });
  }

  private boolean isAlsoOfAnother(String user, String app) throws InterruptedException {
    String end = "/apps/" + app + "/spec";
    return store.snapshot("users").entries().keySet().stream()
        .anyMatch(key -> key.text().endsWith(end) && !key.equals(ZoneKeys.appSpec(user, app)));
  }

  private boolean isUsed(String packageId) throws InterruptedException {
    return store.snapshot("users").entries().entrySet().stream()
        .filter(it -> it.getKey().text().endsWith("/spec"))
        .anyMatch(it ->
            Json.parse(it.getValue().value())
                .map(spec -> spec.path("package_id").asString("").equals(packageId))
                .toOptional()
                .orElse(true)); // who knows what it names
  }

  private boolean isNew(Task task) {
    return time.now().getEpochSecond() - task.createdAt() < WRITING.toSeconds();
  }

  private Verdict late(Task task) {
    Duration since = Duration.between(Instant.ofEpochSecond(task.createdAt()), time.now());
    return since.compareTo(LONGEST) < 0
        ? new Verdict.Wait()
        : end(task, Status.FAILED, "It took longer than " + LONGEST.toMinutes() + " minutes.");
  }

  private Verdict end(Task task, Status status, String message) {
    wrongSince.remove(task.id());
    return new Verdict.End(status, message);
  }
}
