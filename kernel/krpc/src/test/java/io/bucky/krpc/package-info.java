/// Tests of kRPC without a transport, and the service that they share.
@NullMarked
package io.bucky.krpc;

import org.jspecify.annotations.NullMarked;
