/// One fuzz target per class: a parser gets bytes, and must answer.
///
/// - Callers: the build.
/// - May call: the public parsers of every module.
@NullMarked
package io.bucky.fuzz;

import org.jspecify.annotations.NullMarked;
