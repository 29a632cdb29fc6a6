package io.bucky.gateway.proxy;

import io.bucky.gateway.route.RouteTable;
import io.bucky.identity.TokenVerifier;
import java.nio.file.Path;
import java.util.Optional;

/// Everything that a request is decided by, as one immutable whole.
///
/// @param verifier knows the keys that the zone trusts
/// @param panel folder of the panel's web files
/// @param published folder behind `public.<zone>`
/// @param authority the local authority's certificate, when there is one
public record View(
    RouteTable table,
    TokenVerifier verifier,
    Path panel,
    Path published,
    Optional<Path> authority) {}
