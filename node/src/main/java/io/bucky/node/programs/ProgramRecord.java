package io.bucky.node.programs;

import io.bucky.base.AtomicFile;
import io.bucky.json.Json;
import io.bucky.node.machine.ProcessIdentity;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// `run/<program>.json`: which process a program is, for the next daemon.
///
/// @param startedAt unix milliseconds
record ProgramRecord(ProcessIdentity process, long startedAt) {
  static Optional<ProgramRecord> read(ZoneLayout layout, Program program) throws IOException {
    try {
      return Json.read(Files.readString(file(layout, program)), ProgramRecord.class).toOptional();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  void write(ZoneLayout layout, Program program) throws IOException {
    AtomicFile.write(file(layout, program), Json.writeBytes(this));
  }

  static void remove(ZoneLayout layout, Program program) throws IOException {
    Files.deleteIfExists(file(layout, program));
  }

  private static Path file(ZoneLayout layout, Program program) {
    return layout.run().resolve(program.name() + ".json");
  }
}
