/// The gateway program: every byte in or out of the node passes here.
///
/// - Callers: the node daemon starts [GatewayMain]; tests open a [Gateway].
/// - May call: its own packages, `io.bucky.zone`, `io.bucky.identity`, `io.bucky.json`,
///   `io.bucky.base`, Netty.
/// - Threads: one event loop per core carries the bytes; one thread follows the configuration files
///   and opens or closes listeners.
/// - Promises: a broken configuration file changes nothing; a good one takes effect as a whole, and
///   no connection is dropped for it; one gateway per root.
/// - Limits: see `io.bucky.gateway.proxy`.
/// - Rules and files: docs/gateway.md.
@NullMarked
package io.bucky.gateway;

import org.jspecify.annotations.NullMarked;
