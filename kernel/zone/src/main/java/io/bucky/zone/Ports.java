package io.bucky.zone;

/// The ports of one zone on one machine. All are offsets from a base, so that several zones run
/// side by side; the standard base gives the published port numbers.
///
/// @param base 1,024 to 50,000; 3000 is the standard
public record Ports(int base) {
  public static final int STANDARD_BASE = 3000;
  private static final int PORTS_PER_APP = 16;

  public Ports {
    if (base < 1_024 || base > 50_000) {
      throw new IllegalArgumentException("port base " + base + " is not within 1024 to 50000");
    }
  }

  /// The zone's web entry, plain.
  public int http() {
    return base + 80;
  }

  /// The zone's web entry, TLS.
  public int https() {
    return base + 443;
  }

  /// The node gateway: HTTP entry for local services and containers.
  public int nodeGateway() {
    return base + 180;
  }

  public int activation() {
    return base + 182;
  }

  /// The gateway's own health and metrics, loopback.
  public int gatewayStatus() {
    return base + 190;
  }

  /// The node daemon's own health and metrics, loopback.
  public int nodeStatus() {
    return base + 191;
  }

  public int systemConfig() {
    return base + 200;
  }

  public int verifyHub() {
    return base + 300;
  }

  public int taskManager() {
    return base + 380;
  }

  public int scheduler() {
    return base + 400;
  }

  public int controlPanel() {
    return base + 1_020;
  }

  /// The first port of an app's block of 16: `www`.
  public int app(int appIndex) {
    return base + 7_000 + PORTS_PER_APP * appIndex;
  }
}
