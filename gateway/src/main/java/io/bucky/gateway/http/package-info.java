/// HTTP as values: heads as bytes and offsets, body framing, the gateway's own answers.
///
/// - Callers: `io.bucky.gateway.*` only.
/// - May call: the JDK, Netty's `ByteBuf`. No socket, no clock.
/// - Threads: a [Head] or decoder belongs to one event loop; the rest is pure.
/// - Promises: no input makes a parser throw; a message whose framing could be read in two ways is
///   refused.
/// - Limits: a head of 32 KiB with 128 fields, a target of 16 KiB.
@NullMarked
package io.bucky.gateway.http;

import org.jspecify.annotations.NullMarked;
