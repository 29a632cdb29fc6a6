/// The container engine: a small client of the Docker Engine API, 1.40 and later, over its Unix
/// socket; Podman's compatible socket answers too.
///
/// - Callers: `io.bucky.containers`, the node daemon (events, `doctor`).
/// - May call: `io.bucky.base`, `io.bucky.json`, Unix sockets.
/// - Threads: [io.bucky.containers.engine.DockerEngine] is safe for any thread; a call blocks its
///   thread and opens a connection of its own.
/// - Promises: every call has a deadline; an expected refusal (missing, conflict) is a case of
///   [io.bucky.containers.engine.EngineAnswer]; nothing here touches what it was not told to.
/// - Limits: an answer of 32 MiB, headers of 64 KiB, a progress or event line of 1 MiB.
@NullMarked
package io.bucky.containers.engine;

import org.jspecify.annotations.NullMarked;
