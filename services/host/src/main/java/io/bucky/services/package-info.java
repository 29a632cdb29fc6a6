/// The program `bucky-services`: the kernel services of a node in one process.
///
/// - Callers: the node daemon starts it, `--root DIR` is all it is told; tests open [ServicesHost].
/// - May call: every service's `open`, and the kernel.
/// - Threads: each service says for itself; the host adds one that follows the trusted keys and the
///   boot, and one that reports.
/// - Promises: a service answers as soon as what it needs is there; the unexpected ends the program
///   with one ERROR event and an exit status that says why; SIGTERM ends it within a second.
/// - Limits: 130 MiB resident.
@NullMarked
package io.bucky.services;

import org.jspecify.annotations.NullMarked;
