/// Who answers a request: hosts to sites, paths to decisions. The order of rules is written down in
/// docs/gateway.md.
///
/// - Callers: `io.bucky.gateway.*` only.
/// - May call: `io.bucky.zone`, `io.bucky.gateway.http`. No socket, no file, no clock.
/// - Threads: everything is immutable; a new configuration makes a new [RouteTable].
/// - Promises: every host and path gets a decision, and none makes it throw.
/// - Limits: those of a request head.
@NullMarked
package io.bucky.gateway.route;

import org.jspecify.annotations.NullMarked;
