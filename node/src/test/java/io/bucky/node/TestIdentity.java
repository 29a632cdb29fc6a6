package io.bucky.node;

import io.bucky.base.Time;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.Did;
import io.bucky.identity.SigningKey;
import java.security.SecureRandom;
import java.util.Optional;

/// A device `ood1` of the zone `home.localhost`, owned by alice, with real keys.
public final class TestIdentity {
  private TestIdentity() {}

  public static DeviceIdentity create(Time time) {
    var random = new SecureRandom();
    SigningKey owner = SigningKey.generate(random);
    SigningKey device = SigningKey.generate(random);
    Did alice = new Did("bns", "alice");
    Did zone = new Did("web", "home.localhost");
    DeviceDocument document =
        DeviceDocument.build(
            device.publicKey().did(),
            "ood1",
            DeviceDocument.OOD,
            device.publicKey(),
            alice,
            zone,
            Optional.empty(),
            time.now());
    String text =
        DeviceIdentity.toJson(
            zone,
            "home.localhost",
            alice,
            owner.publicKey(),
            document,
            document.sign(owner),
            "",
            time.now());
    return DeviceIdentity.open(text, device.toPem(), time, random).orThrow();
  }
}
