/// The token check before a kRPC call is handed on.
///
/// - Callers: `io.bucky.gateway.*` only.
/// - May call: `io.bucky.identity`, `io.bucky.json`. No socket, no file.
/// - Threads: everything is safe for any thread.
/// - Promises: no call leaves the gateway without a verified token, unless its service and method
///   are on the list in [PublicMethods]; foreign bytes never make it throw.
/// - Limits: bodies as `Router` says; one token of 64 KiB.
@NullMarked
package io.bucky.gateway.kapi;

import org.jspecify.annotations.NullMarked;
