/// Static files: which file a path means, and how it is answered.
///
/// - Callers: `io.bucky.gateway.*` only.
/// - May call: `io.bucky.gateway.http`, the file system.
/// - Threads: safe for any thread; open files are shared and counted.
/// - Promises: no path leads out of its root, by dots, by encoding or by links; a file that is
///   being replaced is served whole in its old or its new form.
/// - Limits: 512 open files, 32 KiB of a file and 8 MiB of all kept in memory; what is kept is
///   looked at again after a second.
@NullMarked
package io.bucky.gateway.files;

import org.jspecify.annotations.NullMarked;
