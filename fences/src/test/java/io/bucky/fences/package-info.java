/// Tests over the compiled classes of every module.
///
/// - Callers: the build.
/// - May call: everything, to look at it.
@NullMarked
package io.bucky.fences;

import org.jspecify.annotations.NullMarked;
