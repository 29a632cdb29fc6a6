/// HTTP under kRPC: the server of a program, and the client.
///
/// - Callers: the composition roots (`io.bucky.services`, `io.bucky.node`), and services that serve
///   their own routes beside kRPC.
/// - May call: `io.bucky.krpc`, `io.bucky.base`, Netty, the JDK's HTTP client.
/// - Threads: event loops read requests and answer the kRPC methods that never wait or answer
///   later; every other request, and every WebSocket, has a virtual thread.
/// - Promises: a request that breaks a limit is refused before it is read whole; a request ends
///   within 15 s unless its route streams; `close` ends streams too and takes less than a second.
/// - Limits: 16 KiB of headers, 1 MiB a body (a service may raise it to 8 MiB), 60 s idle, 64 KiB a
///   WebSocket message received.
@NullMarked
package io.bucky.krpc.http;

import org.jspecify.annotations.NullMarked;
