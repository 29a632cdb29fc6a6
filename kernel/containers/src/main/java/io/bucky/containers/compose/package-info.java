/// Compose files: a folder as people publish it, read into a typed model with everything that we
/// cannot do named.
///
/// - Callers: the installer in the control panel, `io.bucky.containers`, the command.
/// - May call: `io.bucky.base`, snakeyaml-engine. Never files or sockets.
/// - Threads: everything is immutable or local to one call.
/// - Promises: reading foreign bytes returns an answer and never throws; no key is dropped without
///   a word; the model serialises to JSON and back without loss.
/// - Limits: package 5 MiB and 512 files; compose file 1 MiB, 100,000 nodes after aliases, 64
///   services, 512 values in one list.
@NullMarked
package io.bucky.containers.compose;

import org.jspecify.annotations.NullMarked;
