/// Tests of verify-hub against the production config engine, through the kRPC envelope.
@NullMarked
package io.bucky.verifyhub;

import org.jspecify.annotations.NullMarked;
