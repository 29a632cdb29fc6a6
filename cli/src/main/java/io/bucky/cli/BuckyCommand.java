package io.bucky.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// The root: only its subcommands do anything.
@Command(
    name = "bucky",
    description = "The operating system of a personal cloud.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      ActivateCommand.class,
      LoginCommand.class,
      ConfigCommand.class,
      AppCommand.class,
      TaskCommand.class,
      LogCommand.class,
      ResolveCommand.class,
      VersionCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  bucky up                       start your cloud; the first time, follow the link",
      "  bucky app install ./my-app     install a folder with a docker-compose.yml",
      "  bucky status                   what runs, and what is wrong",
      "",
      "Exit status: 0 ok, 1 failed, 2 usage, 3 not found, 4 denied, 5 conflict, 75 try again."
    })
final class BuckyCommand {}
