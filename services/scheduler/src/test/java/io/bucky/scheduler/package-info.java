@NullMarked
package io.bucky.scheduler;

import org.jspecify.annotations.NullMarked;
