package io.bucky.services;

import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.base.Time;
import io.bucky.identity.DeviceIdentity;
import io.bucky.json.Json;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/// What the files of this machine say: where everything lies, which ports, which device.
record Machine(ZoneLayout layout, MachineSettings settings, DeviceIdentity device) {
  /// @throws StartFailure if a file is missing or wrong
  static Machine read(Path root, Time time, SecureRandom random) {
    var layout = new ZoneLayout(root);
    MachineSettings settings =
        Files.exists(layout.machineSettings())
            ? parsed(
                layout.machineSettings(),
                Json.read(text(layout.machineSettings()), MachineSettings.class))
            : MachineSettings.standard();
    DeviceIdentity device =
        parsed(
            layout.nodeIdentity(),
            DeviceIdentity.open(
                text(layout.nodeIdentity()),
                new Secret(text(layout.devicePrivateKey())),
                time,
                random));
    return new Machine(layout, settings, device);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new StartFailure(
          ExitReason.SETTINGS, file + " cannot be read; is this node activated?", e);
    }
  }

  private static <T> T parsed(Path file, Parsed<T> parsed) {
    return switch (parsed) {
      case Parsed.Ok<T>(var value) -> value;
      case Parsed.Malformed<T>(var why) ->
          throw new StartFailure(ExitReason.SETTINGS, file + " cannot be used: " + why);
    };
  }
}
