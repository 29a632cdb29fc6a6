/// Time for the tests of other modules.
@NullMarked
package io.bucky.base.testing;

import org.jspecify.annotations.NullMarked;
