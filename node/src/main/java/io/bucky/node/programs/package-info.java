/// The node's children: how they are started, found again, restarted and ended.
///
/// - Callers: `io.bucky.node` and its packages.
/// - May call: `io.bucky.base`, `io.bucky.json`, `io.bucky.zone`, `io.bucky.node.machine`.
/// - Threads: one virtual thread per program, owned by its [SupervisedProgram]; reading the state
///   is safe for any thread.
/// - Promises: at most one process per program and data folder; a child that outlived a kill -9 of
///   the daemon is adopted; `stop` leaves none behind.
/// - Limits: 4 MiB of output kept per program, twice.
@NullMarked
package io.bucky.node.programs;

import org.jspecify.annotations.NullMarked;
