/// The data path: client connections, upstream connections, and the exchanges between them.
///
/// - Callers: `io.bucky.gateway` (listeners).
/// - May call: `io.bucky.gateway.*`, Netty.
/// - Threads: one event loop owns a client connection, the upstream connections it uses, their pool
///   and every exchange; nothing is handed to another thread. Configuration is read from one
///   volatile snapshot at the start of each request.
/// - Promises: bodies stream both ways and no further ahead than the slower side; a request body is
///   held only for the token check of kRPC; a response that breaks off is never ended as if whole.
/// - Limits: see [Limits].
@NullMarked
package io.bucky.gateway.proxy;

import org.jspecify.annotations.NullMarked;
