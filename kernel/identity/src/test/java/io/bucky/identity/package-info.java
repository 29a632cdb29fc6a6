/// Tests of keys, tokens, documents and records.
@NullMarked
package io.bucky.identity;

import org.jspecify.annotations.NullMarked;
