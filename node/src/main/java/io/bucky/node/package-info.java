/// The program `bucky-node`: the daemon of one machine. It activates the machine, boots the zone's
/// programs, keeps them running, and pulls the machine towards its node config.
///
/// - Callers: nobody; [NodeMain] is started by the command or by the system.
/// - May call: every package of `kernel/`, and the packages below this one.
/// - Threads: [NodeMain] owns the process; one virtual thread per connection, program and watch.
/// - Promises: one daemon per data folder; what was started is found again after a kill -9 of the
///   daemon, never started twice, and ended by `stop`.
/// - Limits: 60 MiB resident; 4 apps started and 4 removed at a time.
@NullMarked
package io.bucky.node;

import org.jspecify.annotations.NullMarked;
