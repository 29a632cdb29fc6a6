/// What the gateway itself says to a person: every page names what happened and what comes next.
///
/// - Callers: `io.bucky.gateway.*` only.
/// - May call: `io.bucky.gateway.http`, `io.bucky.json`.
/// - Threads: pure.
/// - Promises: text from outside is escaped; no page loads anything from elsewhere.
/// - Limits: none of its own.
@NullMarked
package io.bucky.gateway.pages;

import org.jspecify.annotations.NullMarked;
