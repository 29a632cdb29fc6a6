/// How this machine and the zone on it are doing: measured from `/proc`, asked of the node daemon,
/// read from the event files.
///
/// - Callers: [io.bucky.controlpanel.ControlPanelService].
/// - May call: `/proc`, the event files, the node's local socket, system config.
/// - Threads: safe for any thread; [MachineMeter] owns one.
/// - Promises: nothing is made up: what cannot be read is zero or absent.
/// - Limits: ten minutes of samples, one every 5 s; the last 1 MiB of an event file, 1,000 lines.
@NullMarked
package io.bucky.controlpanel.system;

import org.jspecify.annotations.NullMarked;
