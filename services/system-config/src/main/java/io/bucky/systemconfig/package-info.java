/// The service `system_config`: the zone's key tree over kRPC, its watch stream, and the resolver
/// of the zone's documents.
///
/// - Callers: `io.bucky.services` starts one [SystemConfigService] and puts it on its ports.
/// - May call: `io.bucky.config`, `io.bucky.access`, `io.bucky.identity`, `io.bucky.zone`,
///   `io.bucky.krpc`.
/// - Threads: `get` and writes are answered on the server's event loops, other methods on its
///   virtual threads; each watch holds one.
/// - Promises: nobody reads or writes a key that the policy refuses; a change of the policy or of
///   the trusted keys holds before its writer is answered; a write is answered after it is on disk;
///   a watch brings every readable change after its revision, in order, or says that it cannot.
/// - Limits: 8 MiB a request; 512 watches; 4,096 writes that wait for the disk.
/// - Format: docs/formats/system-config.md.
@NullMarked
package io.bucky.systemconfig;

import org.jspecify.annotations.NullMarked;
