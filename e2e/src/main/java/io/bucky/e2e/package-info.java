/// What the end-to-end tests and the crash rounds drive: the launcher, zones in throw-away folders,
/// their HTTP faces.
///
/// - Callers: the tests of this module and the scripts in `e2e/`.
/// - May call: nothing of the product but its programs, its ports and its files; that is the point.
/// - Threads: a [TestZone] belongs to one test.
/// - Promises: ends only processes that it started, removes only containers of its own zones.
/// - Limits: every wait has one.
@NullMarked
package io.bucky.e2e;

import org.jspecify.annotations.NullMarked;
