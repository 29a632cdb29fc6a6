/// Tests of kRPC over HTTP, on a loopback port.
@NullMarked
package io.bucky.krpc.http;

import org.jspecify.annotations.NullMarked;
