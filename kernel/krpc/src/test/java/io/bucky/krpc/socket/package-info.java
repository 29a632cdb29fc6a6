/// Tests of kRPC over a Unix-domain socket.
@NullMarked
package io.bucky.krpc.socket;

import org.jspecify.annotations.NullMarked;
