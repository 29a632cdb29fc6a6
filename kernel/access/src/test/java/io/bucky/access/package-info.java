/// Tests of the policy and its decisions.
@NullMarked
package io.bucky.access;

import org.jspecify.annotations.NullMarked;
