/// A config store for the tests of other modules, and the simulated disk under it.
///
/// - Callers: tests, the simulator.
/// - May call: `io.bucky.config.embedded`.
/// - Threads: a store is safe for any thread; a [SimDisk] too.
/// - Promises: the same engine as in production, on memory instead of files; with one seed the disk
///   fails in the same way every time.
@NullMarked
package io.bucky.config.testing;

import org.jspecify.annotations.NullMarked;
