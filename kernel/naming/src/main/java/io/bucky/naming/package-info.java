/// Names and DIDs resolved to the documents behind them: DNS TXT records, well-known documents,
/// bridges.
///
/// The zone's own resolver (`/1.0/identifiers/...`) does not ask the world: the protocol has it
/// answer 503 for a foreign name, and whoever asked looks further. So this is for who looks: the
/// command (`bucky resolve`) today, and links to other zones when there are any. No stranger's
/// request makes a zone's services call out.
///
/// - Callers: the command.
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
