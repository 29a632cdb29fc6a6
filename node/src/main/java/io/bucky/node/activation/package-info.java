/// Activation: a machine that belongs to nobody becomes the first node of a zone.
///
/// - Callers: `io.bucky.node`.
/// - May call: `io.bucky.base`, `io.bucky.json`, `io.bucky.identity`, `io.bucky.krpc`,
///   `io.bucky.zone`, `io.bucky.api`, `io.bucky.node.machine`, the JDK's HTTP server.
/// - Threads: one virtual thread per request; at most one activation at a time.
/// - Promises: no other machine is contacted; a crash at any point leaves the node inactive or
///   active, never between; the owner's key and phrase are not stored; nothing is changed without
///   the one-time code.
/// - Limits: a body of 256 KiB, 64 connections, 30 s a request.
@NullMarked
package io.bucky.node.activation;

import org.jspecify.annotations.NullMarked;
