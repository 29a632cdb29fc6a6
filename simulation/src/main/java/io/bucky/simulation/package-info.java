/// A zone in one thread with a seed: its scheduler, its nodes and its users over the production
/// config engine, with crashes, lost and repeated watch events, and late reports.
///
/// - Callers: its own tests.
/// - May call: the scheduler's pure core, `io.bucky.config` with its testing disk, `io.bucky.zone`.
/// - Threads: one; time and chance come from the seed.
/// - Promises: one seed gives one trace; the checker looks after every step.
/// - Limits: documents are unsigned, so no device is trusted; identity has its own tests.
@NullMarked
package io.bucky.simulation;

import org.jspecify.annotations.NullMarked;
