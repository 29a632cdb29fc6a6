/// kRPC over a Unix-domain socket of this machine: frames of a 4-byte big-endian length and an
/// envelope.
///
/// - Callers: the node daemon serves, the command calls.
/// - May call: `io.bucky.krpc`, `io.bucky.base`, the JDK.
/// - Threads: one virtual thread per connection; a caller belongs to the threads that share it, one
///   call at a time.
/// - Promises: only peers of the socket file's own user, or root, are answered (SO_PEERCRED); the
///   socket is 0600 from its first moment.
/// - Limits: 8 MiB a frame, 64 connections.
/// - Format: docs/formats/krpc.md.
@NullMarked
package io.bucky.krpc.socket;

import org.jspecify.annotations.NullMarked;
