package io.bucky.node.boot;

import io.bucky.base.Time;
import io.bucky.identity.DeviceIdentity;
import io.bucky.krpc.TokenSource;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tokens that this device signs for one of its own programs, each used for half its life. Any
/// thread.
public final class DeviceTokens implements TokenSource {
  public static final Duration TTL = Duration.ofMinutes(20);

  private final DeviceIdentity identity;
  private final String appId;
  private final Time time;
  private @Nullable String token; // under this
  private long signedAtNanos; // under this

  /// @param appId `node-daemon`, or the program that the daemon acts for
  public DeviceTokens(DeviceIdentity identity, String appId, Time time) {
    this.identity = identity;
    this.appId = appId;
    this.time = time;
  }

  @Override
  public synchronized Optional<String> token() {
    String current = token;
    if (current == null || time.nanos() - signedAtNanos > TTL.toNanos() / 2) {
      current = identity.loginToken(identity.name(), appId, TTL);
      token = current;
      signedAtNanos = time.nanos();
    }
    return Optional.of(current);
  }
}
