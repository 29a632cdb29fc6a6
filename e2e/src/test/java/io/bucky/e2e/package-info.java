/// The product from outside: launcher, programs, ports, containers, browser.
///
/// - Callers: `bucky test`.
/// - May call: the harness in the same package.
@NullMarked
package io.bucky.e2e;

import org.jspecify.annotations.NullMarked;
