/// The node loop: pulls this machine's apps towards `nodes/<n>/config`.
///
/// - Callers: `io.bucky.node`.
/// - May call: the kernel, `io.bucky.node.machine`, `io.bucky.node.boot` for the gateway's files.
/// - Threads: [NodeLoop] owns the one that decides; [AppWorkers] those that change apps, one per
///   app; watches have threads of their own.
/// - Promises: [NodePlan] is pure; without system config the last known config holds and what runs
///   goes on running; what is not in a config that was read from system config is removed.
/// - Limits: four apps are started and four removed at a time; a full reconciliation every 30 s.
@NullMarked
package io.bucky.node.loop;

import org.jspecify.annotations.NullMarked;
