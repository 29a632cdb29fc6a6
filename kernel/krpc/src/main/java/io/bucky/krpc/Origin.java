package io.bucky.krpc;

import io.bucky.base.Deadline;
import java.util.Optional;

/// Where a request came from, as the transport knows it.
///
/// @param address the peer's address as text, or what a trusted gateway says it is
/// @param page `scheme://host:port` at which the gateway was asked, as it says; empty for a call
///   from elsewhere
/// @param deadline when the caller stops waiting
public record Origin(String address, Optional<String> page, Deadline deadline) {
  /// A call that no gateway handed on.
  public Origin(String address, Deadline deadline) {
    this(address, Optional.empty(), deadline);
  }
}
