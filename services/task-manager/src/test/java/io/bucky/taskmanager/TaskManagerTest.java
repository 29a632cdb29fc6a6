package io.bucky.taskmanager;

import static io.bucky.taskmanager.TaskZone.json;
import static io.bucky.taskmanager.TaskZone.ok;
import static io.bucky.taskmanager.TaskZone.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.Task.Permissions;
import io.bucky.api.tasks.Task.Scope;
import io.bucky.api.tasks.Task.Status;
import io.bucky.api.tasks.TaskCreateApi;
import io.bucky.api.tasks.TaskCreateApi.Create;
import io.bucky.api.tasks.TaskCreateApi.CreateDownload;
import io.bucky.api.tasks.TaskCreateApi.CreatedDownload;
import io.bucky.api.tasks.TaskQueryApi;
import io.bucky.api.tasks.TaskQueryApi.Filter;
import io.bucky.api.tasks.TaskQueryApi.Many;
import io.bucky.api.tasks.TaskQueryApi.Ref;
import io.bucky.api.tasks.TaskQueryApi.Seen;
import io.bucky.api.tasks.TaskQueryApi.Wait;
import io.bucky.api.tasks.TaskUpdateApi;
import io.bucky.api.tasks.TaskUpdateApi.Cancel;
import io.bucky.api.tasks.TaskUpdateApi.Update;
import io.bucky.api.tasks.TaskUpdateApi.UpdateData;
import io.bucky.api.tasks.TaskUpdateApi.UpdateError;
import io.bucky.api.tasks.TaskUpdateApi.UpdateProgress;
import io.bucky.api.tasks.TaskUpdateApi.UpdateStatus;
import io.bucky.base.TaskScope;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import io.bucky.krpc.None;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class TaskManagerTest {
  private static final String ALICE = "alice/notes";
  private static final Answer<None> DONE = new Answer.Ok<>(None.NONE);

  private final TaskZone zone;

  TaskManagerTest() throws InterruptedException {
    zone = new TaskZone();
  }

  @AfterEach
  void close() {
    zone.close();
  }

  @Test
  @DisplayName(
      "S76: create_task gives a number, root_id is its text, Pending; a child has its root")
  void create() throws Exception {
    Task root = zone.create(ALICE, "root", Optional.empty());
    Task child = zone.create(ALICE, "child", Optional.of(root.id()));
    Task grandchild = zone.create(ALICE, "grandchild", Optional.of(child.id()));

    assertThat(root.rootId()).isEqualTo(Long.toString(root.id()));
    assertThat(root.status()).isEqualTo(Status.PENDING);
    assertThat(child.rootId()).isEqualTo(root.rootId());
    assertThat(grandchild.rootId()).isEqualTo(root.rootId());
    assertThat(Json.write(root))
        .contains("\"id\":" + root.id())
        .contains("\"parent_id\":null")
        .contains("\"message\":null")
        .contains("\"permissions\":{\"read\":\"User\",\"write\":\"Private\"}");
  }

  @Test
  @DisplayName("S77: update_task_progress 1 of 2 makes progress 50 and data.completed_items 1")
  void progress() throws Exception {
    Task task = zone.create(ALICE, "work", Optional.empty());

    assertThat(
            zone.as(ALICE).call(TaskUpdateApi.UPDATE_PROGRESS, new UpdateProgress(task.id(), 1, 2)))
        .isEqualTo(DONE);

    assertThat(zone.get(task.id()).progress()).isEqualTo(50);
    assertThat(zone.get(task.id()).data().toString())
        .isEqualTo("{\"made\":\"yes\",\"completed_items\":1,\"total_items\":2}");
  }

  @Test
  @DisplayName(
      "S78: update_task_error makes Failed with a message; cancel_task takes the whole root")
  void errorAndCancel() throws Exception {
    Task root = zone.create(ALICE, "root", Optional.empty());
    Task failed = zone.create(ALICE, "failed", Optional.of(root.id()));
    Task child = zone.create(ALICE, "child", Optional.of(root.id()));

    var _ =
        zone.as(ALICE).call(TaskUpdateApi.UPDATE_ERROR, new UpdateError(failed.id(), "disk full"));
    assertThat(zone.get(failed.id()).status()).isEqualTo(Status.FAILED);
    assertThat(zone.get(failed.id()).message()).contains("disk full");

    assertThat(zone.as(ALICE).call(TaskUpdateApi.CANCEL, new Cancel(child.id(), true)))
        .isEqualTo(DONE);
    assertThat(zone.get(root.id()).status()).isEqualTo(Status.CANCELED);
    assertThat(zone.get(child.id()).status()).isEqualTo(Status.CANCELED);
    assertThat(zone.get(failed.id()).status()).as("what has ended stays").isEqualTo(Status.FAILED);
  }

  @Test
  @DisplayName("S79: another user's update_task is refused with `No permission`")
  void otherUser() throws Exception {
    Task task = zone.create(ALICE, "work", Optional.empty());

    for (String stranger : List.of("bob/notes", "alice/other")) {
      assertThat(
              refusal(
                  zone.as(stranger)
                      .call(TaskUpdateApi.UPDATE, Update.running(task.id(), 1, "mine now"))))
          .startsWith("No permission:No permission to update task");
      assertThat(refusal(zone.as(stranger).call(TaskUpdateApi.CANCEL, new Cancel(task.id(), true))))
          .contains("No permission to cancel task");
      assertThat(refusal(zone.as(stranger).call(TaskUpdateApi.DELETE, new Ref(task.id()))))
          .contains("No permission to delete task");
    }
    assertThat(zone.get(task.id()).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void readingFollowsTheScopeAndADeviceMayDoEverything() throws Exception {
    Task user = zone.create(ALICE, "user", Optional.empty());
    Task mine =
        zone.create(
            ALICE,
            "private",
            Optional.empty(),
            Optional.of(new Permissions(Scope.PRIVATE, Scope.PRIVATE)));

    assertThat(zone.as("alice/other").call(TaskQueryApi.GET, new Ref(user.id())))
        .isInstanceOf(Answer.Ok.class);
    assertThat(refusal(zone.as("alice/other").call(TaskQueryApi.GET, new Ref(mine.id()))))
        .contains("No permission to read task");
    assertThat(names("alice/other")).containsExactly("user");
    assertThat(names("bob/notes")).isEmpty();
    assertThat(names("!ood1/control-panel")).containsExactly("private", "user");
    assertThat(
            zone.as("!ood1/node-daemon")
                .call(TaskUpdateApi.UPDATE, Update.running(mine.id(), 10, "pulling")))
        .isEqualTo(DONE);
  }

  private List<String> names(String who) throws InterruptedException {
    return ok(zone.as(who).call(TaskQueryApi.LIST, Filter.all()), Many.class).tasks().stream()
        .map(Task::name)
        .toList();
  }

  @Test
  void nobodyCreatesInAnothersNameButADevice() throws Exception {
    Create forBob = Create.of("work", "test", "bob", "notes", Json.object());

    assertThat(refusal(zone.as(ALICE).call(TaskCreateApi.CREATE, forBob)))
        .startsWith("No permission:");
    assertThat(zone.as("!ood1/control-panel").call(TaskCreateApi.CREATE, forBob))
        .isInstanceOf(Answer.Ok.class);
    assertThat(names("bob/notes")).containsExactly("work");
  }

  @Test
  void aChildNeedsAParentThatItsCreatorMayChange() throws Exception {
    Task task = zone.create(ALICE, "work", Optional.empty());

    assertThat(refusal(zone.as("bob/notes").call(TaskCreateApi.CREATE, child(task.id()))))
        .contains("No permission to create subtasks");
    assertThat(refusal(zone.as(ALICE).call(TaskCreateApi.CREATE, child(999))))
        .contains("Task 999 not found");
  }

  private static Create child(long parent) {
    return new Create(
        "child",
        "test",
        Optional.empty(),
        Optional.empty(),
        Optional.of(parent),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void aFinalStatusIsNotLeftAndMayBeSaidAgain() throws Exception {
    Task task = zone.create(ALICE, "work", Optional.empty());
    var failed = new UpdateStatus(task.id(), Status.FAILED);

    assertThat(zone.as(ALICE).call(TaskUpdateApi.UPDATE_STATUS, failed)).isEqualTo(DONE);
    assertThat(zone.as(ALICE).call(TaskUpdateApi.UPDATE_STATUS, failed)).isEqualTo(DONE);
    assertThat(
            refusal(
                zone.as(ALICE)
                    .call(
                        TaskUpdateApi.UPDATE_STATUS, new UpdateStatus(task.id(), Status.RUNNING))))
        .contains("is Failed and stays so");
  }

  @Test
  void dataIsMergedAndNullRemoves() throws Exception {
    Task task = zone.create(ALICE, "work", Optional.empty());
    var patch = json("{\"made\":null,\"deep\":{\"a\":1,\"b\":null}}");

    var _ = zone.as(ALICE).call(TaskUpdateApi.UPDATE_DATA, new UpdateData(task.id(), patch));

    assertThat(zone.get(task.id()).data()).isEqualTo(json("{\"deep\":{\"a\":1}}"));
  }

  @Test
  void aNameIsUniqueForItsUserAndAppUntilItsTaskIsGone() throws Exception {
    Task task = zone.create(ALICE, "work", Optional.empty());

    assertThat(
            refusal(
                zone.as(ALICE)
                    .call(
                        TaskCreateApi.CREATE,
                        Create.of("work", "test", "alice", "notes", Json.object()))))
        .contains("a task named 'work' exists");
    assertThat(zone.as(ALICE).call(TaskUpdateApi.DELETE, new Ref(task.id()))).isEqualTo(DONE);
    zone.restart();
    assertThat(zone.create(ALICE, "work", Optional.empty()).id())
        .as("an id is never used twice")
        .isGreaterThan(task.id());
  }

  @Test
  void theSameDownloadIsTheSameTaskAndGathersItsSources() throws Exception {
    long first = download("https://a.example/x");
    long second = download("https://b.example/x");

    assertThat(second).isEqualTo(first);
    assertThat(zone.get(first).data().path("sources"))
        .isEqualTo(json("[\"https://a.example/x\",\"https://b.example/x\"]"));
  }

  private long download(String address) throws InterruptedException {
    var request =
        new CreateDownload(
            address,
            Optional.of("cyfile:1"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return ok(zone.as(ALICE).call(TaskCreateApi.CREATE_DOWNLOAD, request), CreatedDownload.class)
        .taskId();
  }

  @Test
  void everythingOutlivesARestart() throws Exception {
    Task task = zone.create(ALICE, "work", Optional.empty());
    var _ = zone.as(ALICE).call(TaskUpdateApi.UPDATE, Update.running(task.id(), 30, "half"));
    Task before = zone.get(task.id());

    zone.restart();

    assertThat(zone.get(task.id())).isEqualTo(before);
  }

  @Test
  void writersOfOneTaskLoseNothing() throws Exception {
    Task task = zone.create(ALICE, "work", Optional.empty());
    try (var scope = new TaskScope("writers")) {
      for (int i = 0; i < 8; i++) {
        int writer = i;
        var _ =
            scope.fork(() -> {
              for (int j = 0; j < 20; j++) {
                var patch = Json.object().put("w" + writer + "_" + j, true);
                var _ =
                    zone.as(ALICE)
                        .call(TaskUpdateApi.UPDATE_DATA, new UpdateData(task.id(), patch));
              }
              return None.NONE;
            });
      }
      scope.join();
    }

    assertThat(zone.get(task.id()).data().size()).isEqualTo(1 + 8 * 20);
  }

  @Test
  void whoWaitsIsAnsweredByTheNextChange() throws Exception {
    Task task = zone.create(ALICE, "work", Optional.empty());
    long known =
        ok(zone.as(ALICE).call(TaskQueryApi.WAIT, new Wait(task.id(), 0, 5_000)), Seen.class)
            .revision();
    try (var scope = new TaskScope("waiter")) {
      var seen =
          scope.fork(() ->
              ok(
                  zone.as(ALICE).call(TaskQueryApi.WAIT, new Wait(task.id(), known, 10_000)),
                  Seen.class));
      var _ = zone.as(ALICE).call(TaskUpdateApi.UPDATE, Update.running(task.id(), 5, "go"));
      scope.join();

      assertThat(seen.get().task().status()).isEqualTo(Status.RUNNING);
      assertThat(seen.get().revision()).isGreaterThan(known);
    }
  }

  @Test
  void everyChangeOfAStatusIsHeardOnceAndInOrder() throws Exception {
    Task task = zone.create(ALICE, "work", Optional.empty());
    var _ = zone.as(ALICE).call(TaskUpdateApi.UPDATE, Update.running(task.id(), 5, "go"));
    var _ = zone.as(ALICE).call(TaskUpdateApi.UPDATE, Update.running(task.id(), 6, "on"));
    var _ = zone.as(ALICE).call(TaskUpdateApi.CANCEL, new Cancel(task.id(), false));

    var heard = new ArrayList<Status>();
    zone.events.forEach(event -> heard.add(event.task().status()));
    assertThat(heard).containsExactly(Status.PENDING, Status.RUNNING, Status.CANCELED);
    assertThat(zone.events.get(2).from()).contains(Status.RUNNING);
  }

  @Test
  void anIdMayBeTextOrCalledTaskId() {
    assertThat(Json.read("{\"id\":\"17\"}", Ref.class).orThrow()).isEqualTo(new Ref(17));
    assertThat(Json.read("{\"task_id\":17}", Ref.class).orThrow()).isEqualTo(new Ref(17));
    assertThat(Json.read("{\"id\":17}", Ref.class).orThrow()).isEqualTo(new Ref(17));
  }

  @Test
  void limitsAreSaid() throws Exception {
    Task task = zone.create(ALICE, "work", Optional.empty());

    assertThat(
            refusal(
                zone.as(ALICE)
                    .call(TaskUpdateApi.UPDATE, Update.running(task.id(), 101, "too much"))))
        .contains("progress 101.0 is not within 0 to 100");
    assertThat(
            refusal(
                zone.as(ALICE)
                    .call(
                        TaskUpdateApi.UPDATE_DATA,
                        new UpdateData(
                            task.id(),
                            Json.object().put("a", "x".repeat(TaskChange.DATA_CHARS_MAX))))))
        .contains("the data is longer than");
    assertThat(
            refusal(
                zone.as(ALICE)
                    .call(
                        TaskCreateApi.CREATE,
                        Create.of("n".repeat(257), "test", "alice", "notes", Json.object()))))
        .contains("the name is");
  }

  @Test
  void oldFinishedTasksAreRemovedAndUnfinishedOnesAreNot() throws Exception {
    Task done = zone.create(ALICE, "done", Optional.empty());
    var _ =
        zone.as(ALICE)
            .call(TaskUpdateApi.UPDATE_STATUS, new UpdateStatus(done.id(), Status.COMPLETED));
    var stored =
        List.of(
            new StoredTask(zone.create(ALICE, "open", Optional.empty()), 1),
            new StoredTask(zone.get(done.id()), 1));
    long now = done.createdAt();

    assertThat(Retention.surplus(stored, now)).isEmpty();
    assertThat(Retention.surplus(stored, now + Retention.AGE_MAX.toSeconds() + 10))
        .containsExactly(stored.get(1));
  }
}
