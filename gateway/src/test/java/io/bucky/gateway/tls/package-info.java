/// Tests of the gateway on real sockets and of its pure parts.
@NullMarked
package io.bucky.gateway.tls;

import org.jspecify.annotations.NullMarked;
