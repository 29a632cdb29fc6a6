/// The declared kRPC methods of the control panel, one class per subject.
///
/// - Callers: the control panel, which implements them; the command.
/// - May call: `io.bucky.krpc`, `io.bucky.json`.
/// - Threads: constants only.
/// - Promises: a declared name or shape changes only by adding optional members.
/// - Limits: none of its own.
@NullMarked
package io.bucky.api.panel;

import org.jspecify.annotations.NullMarked;
