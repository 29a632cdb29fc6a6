/// Boot: from a node identity to a zone that answers, in phases that a person can follow.
///
/// - Callers: `io.bucky.node`.
/// - May call: the kernel, `io.bucky.node.machine`, `io.bucky.node.programs`.
/// - Threads: [Boot] runs on one; [Phases] is safe for any.
/// - Promises: a phase that waits says what for and what a person can do; nothing is retried in
///   silence, and nothing is given up that may still come.
/// - Limits: none of its own.
@NullMarked
package io.bucky.node.boot;

import org.jspecify.annotations.NullMarked;
