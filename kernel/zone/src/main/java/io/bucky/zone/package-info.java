/// The documents of a zone: what is stored under which key of system config, and where things lie
/// on a machine.
///
/// - Callers: scheduler, node daemon, gateway, control panel, verify-hub, the command.
/// - May call: `io.bucky.base`, `io.bucky.json`, `io.bucky.identity`, `io.bucky.config` (keys
///   only).
/// - Threads: everything is immutable.
/// - Promises: a record reads what upstream writes, and writes what the published SDK reads; member
///   names are the wire's, spelling mistakes included.
/// - Limits: those of system config.
/// - Format: docs/formats/zone-documents.md.
@NullMarked
package io.bucky.zone;

import org.jspecify.annotations.NullMarked;
