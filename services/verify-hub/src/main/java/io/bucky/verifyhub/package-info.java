/// verify-hub: login, session tokens, sudo, and the key that signs them.
///
/// - Callers: the host of kernel services.
/// - May call: `io.bucky.api`, `io.bucky.krpc`, `io.bucky.config`, `io.bucky.zone`,
///   `io.bucky.identity`, `io.bucky.access`.
/// - Threads: handlers run on any thread; one virtual thread follows the signing key and sweeps.
/// - Promises: a proof or a login JWT of a person or a device works once, also across a restart; a
///   refresh token works once and a second use ends its session, unless this service was ended
///   between the two and less than a minute has passed; no token is ever given for `root`.
/// - Limits: 200 sessions per principal; 8 for the proof of an app's service; a login proof within
///   5 minutes of now; 5 wrong passwords a user and 20 an address before waits begin.
/// - Format: docs/formats/tokens.md.
@NullMarked
package io.bucky.verifyhub;

import org.jspecify.annotations.NullMarked;
