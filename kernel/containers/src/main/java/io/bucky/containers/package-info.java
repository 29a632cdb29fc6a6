/// Running apps in containers: permissions, the app document, the plan of one app on one node, and
/// the shell that pulls the engine towards that plan.
///
/// - Callers: the node daemon, the installer in the control panel, the command.
/// - May call: `io.bucky.base`, `io.bucky.json`, `io.bucky.zone`, its own `compose` and `engine`.
/// - Threads: everything is immutable, but for [io.bucky.containers.AppRuntime], which says so.
/// - Promises: a plan is a pure function of its arguments; what was not granted is not in a plan;
///   everything that was started carries labels and is found by them, whatever crashed when.
/// - Limits: 64 components in one app, 16 host ports.
@NullMarked
package io.bucky.containers;

import org.jspecify.annotations.NullMarked;
