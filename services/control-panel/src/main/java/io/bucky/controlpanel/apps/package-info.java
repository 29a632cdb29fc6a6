/// The apps of the zone: reading one before it is installed, installing, starting, stopping,
/// removing, and what it logs.
///
/// - Callers: [io.bucky.controlpanel.ControlPanelService].
/// - May call: system config, task manager, `io.bucky.containers`, the node's local socket.
/// - Threads: safe for any thread; [AppTaskFollower] owns one.
/// - Promises: one transaction per change; a change that was accepted has a task, and the task
///   ends, also when the panel was restarted meanwhile; only what was granted is in a spec.
/// - Limits: those of [io.bucky.containers.compose.AppPackage]; 5,000 log lines an answer.
@NullMarked
package io.bucky.controlpanel.apps;

import org.jspecify.annotations.NullMarked;
