package io.bucky.node.loop;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.containers.AppRuntime.Outcome;
import java.util.concurrent.atomic.LongAdder;

/// Counts what the node loop does. Any thread.
final class LoopMeter {
  private final Metrics metrics;
  private final Time time;
  private final LongAdder rounds;
  private final Metrics.Histogram roundSeconds;

  LoopMeter(Metrics metrics, Time time) {
    this.metrics = metrics;
    this.time = time;
    this.rounds = metrics.counter("node_loop_rounds_total");
    this.roundSeconds = metrics.histogram("node_loop_round_seconds");
  }

  void round(long beganNanos) {
    rounds.increment();
    roundSeconds.record(time.nanos() - beganNanos);
  }

  void change(Effect.Change change, Outcome outcome, long beganNanos) {
    String word =
        switch (outcome) {
          case Outcome.Done _ -> "done";
          case Outcome.Failed _ -> "failed";
          case Outcome.EngineAway _ -> "engine_away";
        };
    count(change, word);
    metrics
        .histogram("node_app_change_seconds{change=\"" + name(change) + "\"}")
        .record(time.nanos() - beganNanos);
  }

  void interrupted(Effect.Change change) {
    count(change, "interrupted");
  }

  private void count(Effect.Change change, String outcome) {
    metrics
        .counter(
            "node_app_changes_total{change=\"" + name(change) + "\",outcome=\"" + outcome + "\"}")
        .increment();
  }

  private static String name(Effect.Change change) {
    return switch (change) {
      case Effect.Start _ -> "start";
      case Effect.Restart _ -> "restart";
      case Effect.Stop _ -> "stop";
      case Effect.Purge _ -> "purge";
    };
  }
}
