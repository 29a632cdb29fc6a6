/// Tests of the task manager, on a store in memory.
@NullMarked
package io.bucky.taskmanager;

import org.jspecify.annotations.NullMarked;
