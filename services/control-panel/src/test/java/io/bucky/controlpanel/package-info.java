@NullMarked
package io.bucky.controlpanel;

import org.jspecify.annotations.NullMarked;
