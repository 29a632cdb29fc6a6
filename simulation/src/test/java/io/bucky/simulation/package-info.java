@NullMarked
package io.bucky.simulation;

import org.jspecify.annotations.NullMarked;
