@NullMarked
package io.bucky.controlpanel.apps;

import org.jspecify.annotations.NullMarked;
