/// A name server for the tests of whoever resolves names.
@NullMarked
package io.bucky.naming.testing;

import org.jspecify.annotations.NullMarked;
