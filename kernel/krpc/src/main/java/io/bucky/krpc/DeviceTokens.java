package io.bucky.krpc;

import io.bucky.base.Time;
import io.bucky.identity.DeviceIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Tokens that this device signs for one of its own programs, anew when half of their time is over.
/// Any thread.
public final class DeviceTokens implements TokenSource {
  public static final Duration TIME_TO_LIVE = Duration.ofMinutes(20);

  private final DeviceIdentity device;
  private final String appId;
  private final Time time;
  private volatile Signed signed = new Signed("", Instant.MIN);

  private record Signed(String jwt, Instant renewAt) {}

  /// @param appId a service's name, `node-daemon`, or the program that the daemon acts for
  public DeviceTokens(DeviceIdentity device, String appId, Time time) {
    this.device = device;
    this.appId = appId;
    this.time = time;
  }

  @Override
  public Optional<String> token() {
    Signed now = signed;
    Instant clock = time.now();
    // a clock that was set back makes the old token look young; it would be refused by others
    boolean young = clock.isBefore(now.renewAt) && clock.isAfter(now.renewAt.minus(TIME_TO_LIVE));
    if (!young) {
      now =
          new Signed(
              device.loginToken(device.name(), appId, TIME_TO_LIVE),
              clock.plus(TIME_TO_LIVE.dividedBy(2)));
      signed = now;
    }
    return Optional.of(now.jwt);
  }
}
