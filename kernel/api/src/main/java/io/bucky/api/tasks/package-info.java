/// The declared kRPC methods of the task manager, and the task itself.
///
/// - Callers: the task manager, which implements them, and whatever makes, follows or changes
///   tasks.
/// - May call: `io.bucky.krpc`, `io.bucky.json`.
/// - Threads: constants only.
/// - Promises: a declared name or shape changes only by adding optional members.
/// - Limits: none of its own.
@NullMarked
package io.bucky.api.tasks;

import org.jspecify.annotations.NullMarked;
