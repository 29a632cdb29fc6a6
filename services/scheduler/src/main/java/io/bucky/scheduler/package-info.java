/// The scheduling loop: reads the whole state of the zone, derives what should run where, and
/// writes it back in one transaction.
///
/// - Callers: the service host opens [SchedulerService]; the simulator drives [Planner].
/// - May call: `io.bucky.config`, `io.bucky.zone`, `io.bucky.identity`, `io.bucky.krpc`,
///   `io.bucky.api`, `io.bucky.json`, `io.bucky.base`. The planner knows no clock, thread or store.
/// - Threads: the planner and what it returns are immutable values; the service owns one virtual
///   thread that alone writes.
/// - Promises: one snapshot gives one plan, byte for byte; an app that cannot be placed says why
///   and stops nobody else; a round is one transaction, so that a crash leaves the old state or the
///   new one; nothing is written when nothing changed.
/// - Limits: 1,000 mutations a round; what is left comes in the next one. 15 ports an app beside
///   `www`.
/// - Format: docs/formats/zone-documents.md.
@NullMarked
package io.bucky.scheduler;

import org.jspecify.annotations.NullMarked;
