/// Load drivers for the scripts in `bench/`: closed loops over plain sockets, so that the client
/// costs little beside the server that is measured.
///
/// - Callers: the scripts in `bench/`.
/// - May call: the load calls the wire only, nothing of the product's clients; [EchoServer] is the
///   server of `io.bucky.krpc.http` beside a bare one.
/// - Threads: one for all clients, one for all watchers.
/// - Limits: 1,024 clients.
@NullMarked
package io.bucky.bench;

import org.jspecify.annotations.NullMarked;
