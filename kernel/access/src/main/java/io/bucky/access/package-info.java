/// Who may do what: the zone's role-based policy and its decisions.
///
/// - Callers: system-config, verify-hub, control panel, task manager, whoever serves a resource.
/// - May call: `io.bucky.base`.
/// - Threads: everything is immutable; a new policy is a new [Enforcer].
/// - Promises: a decision is the AND of one for the app and one for the user, and neither half is
///   ever left out; no matching line means no; the order of lines decides.
/// - Limits: a policy of 1 MiB; a decision takes less than 2 us.
/// - Format: docs/formats/access-policy.md.
@NullMarked
package io.bucky.access;

import org.jspecify.annotations.NullMarked;
