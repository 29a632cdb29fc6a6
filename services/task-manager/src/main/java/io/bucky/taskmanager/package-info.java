/// The task manager: long work that people and programs follow by an id.
///
/// - Callers: the services host opens it; everyone else calls `io.bucky.api.tasks`.
/// - May call: `io.bucky.config` (a store of its own), `io.bucky.krpc`, `io.bucky.base`.
/// - Threads: [TaskManagerService] is safe for any thread; one virtual thread removes old tasks.
/// - Promises: an answered change is on disk; a final status stays; the caller of a change is who
///   the token says; ids are never used twice.
/// - Limits: 20,000 unfinished tasks; finished ones are kept for 30 days, at most 10,000; 64 KiB of
///   data a task; names of 256 characters.
@NullMarked
package io.bucky.taskmanager;

import org.jspecify.annotations.NullMarked;
