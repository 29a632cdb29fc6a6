/// Tests of the services host on a machine of their own.
@NullMarked
package io.bucky.services;

import org.jspecify.annotations.NullMarked;
