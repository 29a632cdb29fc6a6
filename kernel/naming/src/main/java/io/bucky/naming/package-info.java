/// Names and DIDs resolved to the documents behind them: DNS TXT records, well-known documents,
/// bridges.
///
/// - Callers: the node daemon, the gateway, the resolver of system-config, the command.
/// - May call: `io.bucky.base`, `io.bucky.json`, `io.bucky.identity`, dnsjava, the JDK's HTTP
///   client.
/// - Threads: a [NameResolver] is safe for any thread and blocks; everything else is immutable.
/// - Promises: a document that is returned names the DID that was asked and has not expired; what
///   DNS says counts only when the key beside it signed it; a pinned owner key is never replaced by
///   what the network says.
/// - Limits: 5 s a question, 64 KiB a document, 1,024 documents remembered.
/// - Format: docs/formats/identity.md.
@NullMarked
package io.bucky.naming;

import org.jspecify.annotations.NullMarked;
