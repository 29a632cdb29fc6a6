/// The declared kRPC methods of every service, one class per service (a package where that would be
/// too long): names, parameters, results, who may call. The API pages and the TypeScript types are
/// generated from these.
///
/// - Callers: the services that implement them and everything that calls those services.
/// - May call: `io.bucky.krpc`, `io.bucky.zone`, `io.bucky.json`.
/// - Threads: constants only.
/// - Promises: a declared name or shape changes only by adding optional members.
/// - Limits: none of its own.
@NullMarked
package io.bucky.api;

import org.jspecify.annotations.NullMarked;
