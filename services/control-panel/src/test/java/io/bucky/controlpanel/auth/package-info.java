@NullMarked
package io.bucky.controlpanel.auth;

import org.jspecify.annotations.NullMarked;
