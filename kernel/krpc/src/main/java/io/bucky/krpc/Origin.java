package io.bucky.krpc;

import io.bucky.base.Deadline;

/// Where a request came from, as the transport knows it.
///
/// @param address the peer's address as text, or what a trusted gateway says it is
/// @param deadline when the caller stops waiting
public record Origin(String address, Deadline deadline) {}
