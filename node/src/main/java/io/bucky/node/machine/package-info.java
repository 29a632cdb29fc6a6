/// What the operating system says of this machine and of its processes (Linux, `/proc`).
///
/// - Callers: `io.bucky.node` and its packages.
/// - May call: `io.bucky.base`, `io.bucky.json`, `io.bucky.api` (shapes).
/// - Threads: everything is immutable but [CpuMeter], which belongs to one thread.
/// - Promises: a process is named by its start, so a reused process id is never taken for it.
/// - Limits: reads files of `/proc` up to 1 MiB.
@NullMarked
package io.bucky.node.machine;

import org.jspecify.annotations.NullMarked;
