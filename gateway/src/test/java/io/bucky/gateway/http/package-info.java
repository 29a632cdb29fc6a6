/// Tests of the gateway on real sockets and of its pure parts.
@NullMarked
package io.bucky.gateway.http;

import org.jspecify.annotations.NullMarked;
