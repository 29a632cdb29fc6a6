/// What every program needs and no program owns: time, outcomes of parsing, retries, resource
/// lifetimes, secrets, the event log and counters.
///
/// - Callers: every module.
/// - May call: the JDK only.
/// - Threads: every class says for itself; those that say nothing are immutable.
/// - Promises: `Time` is the only place that asks the system for the time; `Log` is the only way to
///   the log; a `Secret` never prints its content.
/// - Limits: a log line is cut at 16 KiB.
@NullMarked
package io.bucky.base;

import org.jspecify.annotations.NullMarked;
