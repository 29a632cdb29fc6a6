package io.bucky.scheduler;

import io.bucky.zone.InstanceReport;
import java.time.Instant;
import java.util.Optional;

/// Which instances are alive at one moment, and when the next one stops being so.
///
/// @param nowSeconds unix seconds; finer time never reaches a plan
record Liveness(ZoneView view, long nowSeconds) {

  /// It reported `started` less than 90 s ago. A report from further in the future than that comes
  /// from a clock that has jumped, and counts for nothing.
  boolean isLive(String service, String node) {
    return view.report(service, node).filter(this::isLive).isPresent();
  }

  boolean isLive(InstanceReport report) {
    return "started".equals(report.state()) && isFresh(report);
  }

  boolean isFresh(InstanceReport report) {
    return Math.abs(nowSeconds - report.lastUpdateTime()) < InstanceReport.VALID_SECONDS;
  }

  /// The first moment at which time alone changes an answer of this, or the trusted keys.
  Optional<Instant> nextChange() {
    long next = Long.MAX_VALUE;
    for (var byNode : view.reports().values()) {
      for (InstanceReport report : byNode.values()) {
        if (isFresh(report)) {
          next = Math.min(next, report.lastUpdateTime() + InstanceReport.VALID_SECONDS);
        }
      }
    }
    for (ZoneView.TrustedKey key : view.zone().trustKeys()) {
      long until = key.until().orElse(Long.MAX_VALUE);
      if (until > nowSeconds) {
        next = Math.min(next, until);
      }
    }
    return next == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochSecond(next));
  }
}
