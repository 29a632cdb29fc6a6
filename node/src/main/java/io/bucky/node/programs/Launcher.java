package io.bucky.node.programs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;

/// Starts the processes of one program; what they write beside their event log goes to a file.
final class Launcher {
  private final Program program;
  private final CommandLine commandLine;

  Launcher(Program program, CommandLine commandLine) {
    this.program = program;
    this.commandLine = commandLine;
  }

  Process start() throws IOException {
    Files.createDirectories(commandLine.layout().logs());
    var builder = new ProcessBuilder(commandLine.words(program));
    builder.environment().putAll(CommandLine.ENVIRONMENT);
    builder.directory(commandLine.layout().root().toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output().path().toFile()));
    builder.redirectErrorStream(true);
    return builder.start();
  }

  /// What the program wrote last: usually why it ended.
  String lastWords() {
    return output()
        .lastLine()
        .map(line -> ": " + line)
        .orElse("; see logs/" + program.name() + ".log");
  }

  private OutputFile output() {
    return new OutputFile(commandLine.layout().logs().resolve(program.name() + ".out"));
  }
}
