/// Tests of the command.
@NullMarked
package io.bucky.cli;

import org.jspecify.annotations.NullMarked;
