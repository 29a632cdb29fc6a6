package io.bucky.krpc.http;

import io.bucky.base.Deadline;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What the connections of a server have in common. Any thread.
///
/// @param threads runs what may wait: a virtual thread a task
/// @param callMax the time of a request, its body included
/// @param running requests that run now
/// @param refused requests that broke a rule of HTTP
record Exchanges(
    Executor threads,
    Deadlines deadlines,
    Duration callMax,
    AtomicInteger running,
    LongAdder refused,
    Time time) {

  Exchanges(Executor threads, Deadlines deadlines, Duration callMax, Metrics metrics, Time time) {
    this(
        threads,
        deadlines,
        callMax,
        new AtomicInteger(),
        metrics.counter("http_requests_refused_total"),
        time);
    metrics.gauge("http_requests_in_flight", running::get);
  }

  Deadline deadline() {
    return Deadline.in(callMax, time);
  }
}
