/// Tests of name resolution.
@NullMarked
package io.bucky.naming;

import org.jspecify.annotations.NullMarked;
