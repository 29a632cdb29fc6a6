/// The `bucky` command: everything that a person or a script does with a zone.
///
/// - Callers: the launcher.
/// - May call: the kernel libraries; services only through their declared methods.
/// - Threads: one command runs on the main thread; a progress line has one of its own.
/// - Promises: answers go to standard output, talk to standard error; `--json` prints one JSON
///   value (one a line while following) and nothing else; the exit status is one of [ExitStatus].
/// - Limits: those of the methods it calls.
@NullMarked
package io.bucky.cli;

import org.jspecify.annotations.NullMarked;
