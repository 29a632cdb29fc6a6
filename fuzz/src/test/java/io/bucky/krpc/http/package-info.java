/// Fuzz targets of what is not public in `io.bucky.krpc.http`.
@NullMarked
package io.bucky.krpc.http;

import org.jspecify.annotations.NullMarked;
