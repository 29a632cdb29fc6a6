/// System config: the zone's one key tree with revisions, transactions and watch.
///
/// - Callers: the system-config service (engine), and every program through [ConfigStore] (client).
/// - May call: `io.bucky.base`, `io.bucky.json`, `io.bucky.krpc` for the remote client.
/// - Threads: a [ConfigStore] is safe for any thread; a [ConfigWatch] belongs to one.
/// - Promises: an applied commit is on disk (fsync) before the answer; a transaction applies whole
///   or not at all; a read sees every commit answered before it began; a watch sees every change
///   after its revision, in order, or is told that the history was compacted.
/// - Limits: key 512 bytes, value 1 MiB, 1,024 mutations in a transaction.
/// - Format on disk: docs/formats/config-log.md.
@NullMarked
package io.bucky.config;

import org.jspecify.annotations.NullMarked;
