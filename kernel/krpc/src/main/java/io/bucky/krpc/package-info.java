/// kRPC: one HTTP POST per call, a JSON envelope, typed methods.
///
/// - Callers: every service, the node daemon, the command.
/// - May call: `io.bucky.base`, `io.bucky.json`, `io.bucky.identity`; Netty only in
///   `io.bucky.krpc.http`.
/// - Threads: handlers run on one virtual thread per request and may block, but those registered as
///   answering from memory, or later, run on an event loop and must not; clients are safe for any
///   thread.
/// - Promises: no handler runs without a verified token unless its method is declared public; an
///   application error is HTTP 200 with an `error` text whose prefix never changes; position 1 of
///   the answer's `sys` is the request's trace id and nothing else.
/// - Limits: 1 MiB a body unless the service raises it to 8 MiB; 15 s a call.
/// - Format: docs/formats/krpc.md.
@NullMarked
package io.bucky.krpc;

import org.jspecify.annotations.NullMarked;
