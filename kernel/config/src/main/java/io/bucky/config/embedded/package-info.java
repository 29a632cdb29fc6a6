/// The embedded engine of system config: a log of commits, a snapshot, and a sorted tree in memory.
///
/// - Callers: the system-config service opens one [EmbeddedStore]; tests use it through
///   `io.bucky.config.testing`.
/// - May call: `io.bucky.config`, `io.bucky.base`; files only through [Disk].
/// - Threads: [EmbeddedStore] is safe for any thread. [Engine] and what it owns belong to its
///   writer thread; it publishes immutable [TreeState]s. One more thread writes snapshots.
/// - Promises: an applied commit was forced to disk before the answer; after a crash the tree is
///   what some prefix of the commits made it, and holds every acknowledged one; after a failed
///   force nothing is acknowledged until the store is opened again; damage in the middle of the log
///   is found and never skipped.
/// - Limits: see [StoreLimits].
/// - Format on disk: docs/formats/config-log.md, version 1.
@NullMarked
package io.bucky.config.embedded;

import org.jspecify.annotations.NullMarked;
