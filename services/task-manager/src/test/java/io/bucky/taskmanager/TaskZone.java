package io.bucky.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.Task.Permissions;
import io.bucky.api.tasks.TaskCreateApi;
import io.bucky.api.tasks.TaskCreateApi.Create;
import io.bucky.api.tasks.TaskCreateApi.Created;
import io.bucky.api.tasks.TaskQueryApi;
import io.bucky.api.tasks.TaskQueryApi.One;
import io.bucky.api.tasks.TaskQueryApi.Ref;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.config.embedded.EmbeddedStore;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.LocalKrpcCaller;
import io.bucky.krpc.TokenSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/// A task manager with its callers: a token is `<user>/<app>`, a device's begins with `!`.
final class TaskZone implements AutoCloseable {
  final EmbeddedStore store = MemoryConfig.open();
  final List<TaskEvent> events = new CopyOnWriteArrayList<>();
  private TaskManagerService service;
  private LocalKrpcCaller callers;

  TaskZone() throws InterruptedException {
    service = open();
    callers = callers();
  }

  private TaskManagerService open() throws InterruptedException {
    return TaskManagerService.open(store, events::add, new Metrics(), Time.system());
  }

  private LocalKrpcCaller callers() {
    var local = new LocalKrpcCaller(TokenSource.none(), Time.system());
    local.add(service.service(TaskZone::verify, new Metrics()));
    return local;
  }

  /// Stops the service and opens it again on what is stored.
  void restart() throws InterruptedException {
    service.close();
    service = open();
    callers = callers();
  }

  /// @param who `alice/notes`
  KrpcCaller as(String who) {
    return callers.as(TokenSource.of(who));
  }

  Task create(String who, String name, Optional<Long> parent) throws InterruptedException {
    return create(who, name, parent, Optional.empty());
  }

  Task create(String who, String name, Optional<Long> parent, Optional<Permissions> permissions)
      throws InterruptedException {
    var request =
        new Create(
            name,
            "test",
            Optional.of(Json.object().put("made", "yes")),
            permissions,
            parent,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return ok(as(who).call(TaskCreateApi.CREATE, request), Created.class).task();
  }

  Task get(long id) throws InterruptedException {
    return ok(as("!ood1/task").call(TaskQueryApi.GET, new Ref(id)), One.class).task();
  }

  static <R> R ok(Answer<R> answer, Class<R> type) {
    assertThat(answer).isInstanceOf(Answer.Ok.class);
    return type.cast(((Answer.Ok<R>) answer).value());
  }

  static String refusal(Answer<?> answer) {
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused<?>) answer).problem().wire();
  }

  static JsonNode json(String text) {
    return Json.parse(text).orThrow();
  }

  private static TokenVerifier.Verdict verify(String token) {
    boolean device = token.startsWith("!");
    String[] parts = (device ? token.substring(1) : token).split("/", 2);
    return new TokenVerifier.Verdict.Valid(
        new SessionToken(
            parts[0],
            parts[1],
            "test",
            Optional.empty(),
            Instant.MAX,
            Optional.empty(),
            Optional.empty(),
            false,
            device ? SessionToken.Kind.DEVICE : SessionToken.Kind.USER,
            Optional.empty()));
  }

  @Override
  public void close() {
    service.close();
    store.close();
  }
}
