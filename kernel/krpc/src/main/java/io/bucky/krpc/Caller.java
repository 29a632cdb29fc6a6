package io.bucky.krpc;

import io.bucky.base.Deadline;
import io.bucky.identity.SessionToken;
import java.util.Optional;

/// Who calls, from where, and until when the answer is wanted.
///
/// @param token verified; empty only in methods that are declared public
/// @param rawToken the token as it came, for a call made on the caller's behalf
/// @param sequence `sys[0]` of the request
/// @param trace `sys[2]` of the request, copied into calls made while answering
/// @param address the peer's address as text, or what a trusted gateway says it is
/// @param page where the gateway was asked, as it says, for [WebOrigin#parse]; empty for a call
///   from elsewhere
/// @param deadline when to give up
public record Caller(
    Optional<SessionToken> token,
    Optional<String> rawToken,
    long sequence,
    Optional<String> trace,
    String address,
    Optional<String> page,
    Deadline deadline) {

  /// The token of a method that requires one.
  ///
  /// @throws IllegalStateException in a public method without a token: a bug in the handler
  public SessionToken verified() {
    return token.orElseThrow(() -> new IllegalStateException("a public method has no token"));
  }

  public String user() {
    return verified().subject();
  }

  public String app() {
    return verified().appId();
  }
}
