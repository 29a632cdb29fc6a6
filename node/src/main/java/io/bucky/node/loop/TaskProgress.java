package io.bucky.node.loop;

import io.bucky.api.tasks.TaskUpdateApi;
import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.containers.AppRuntime;
import io.bucky.krpc.Answer;
import io.bucky.krpc.KrpcCaller;
import java.time.Duration;
import java.util.Optional;

/// Passes the progress of one change on to the task that asked for it, at most every 300 ms. A task
/// manager that does not answer holds nothing up. One thread.
final class TaskProgress implements AppRuntime.Progress {
  private static final Log LOG = Log.of("node.tasks");
  private static final Duration LEAST_PAUSE = Duration.ofMillis(300);

  private final Optional<Long> task;
  private final KrpcCaller services;
  private final Time time;
  private final java.util.function.Consumer<String> says;
  private long toldAtNanos;
  private String told = "";

  /// @param says takes each message, for this node's own status
  TaskProgress(
      Optional<Long> task,
      KrpcCaller services,
      Time time,
      java.util.function.Consumer<String> says) {
    this.task = task;
    this.services = services;
    this.time = time;
    this.says = says;
    this.toldAtNanos = time.nanos() - LEAST_PAUSE.toNanos();
  }

  @Override
  public void at(int percent, String message) {
    says.accept(message);
    boolean due = time.nanos() - toldAtNanos >= LEAST_PAUSE.toNanos();
    String text = percent + " " + message;
    if (task.isEmpty() || !due || text.equals(told)) {
      return;
    }
    told = text;
    toldAtNanos = time.nanos();
    try {
      var update = TaskUpdateApi.Update.running(task.get(), percent, message);
      if (services.call(TaskUpdateApi.UPDATE, update) instanceof Answer.Refused<?>(var no)) {
        LOG.debug("node.task.refused", "task", task.get(), "why", no.wire());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
