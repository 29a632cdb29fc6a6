/// The control panel: web login, the apps of the zone, and how the zone is doing.
///
/// - Callers: the service host opens [ControlPanelService].
/// - May call: its own `auth`, `apps` and `system`, and the kernel.
/// - Threads: handlers run on one virtual thread per request; the service owns one thread that
///   finishes tasks and one that measures the machine.
/// - Promises: no method but the public `auth.*` runs without a verified token of the panel, the
///   command or a machine of the zone; users change and see their own apps, admins all.
/// - Limits: 8 MiB a request.
@NullMarked
package io.bucky.controlpanel;

import org.jspecify.annotations.NullMarked;
