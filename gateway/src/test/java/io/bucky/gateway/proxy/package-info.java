/// Tests of the gateway on real sockets and of its pure parts.
@NullMarked
package io.bucky.gateway.proxy;

import org.jspecify.annotations.NullMarked;
