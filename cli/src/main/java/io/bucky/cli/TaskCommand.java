package io.bucky.cli;

import picocli.CommandLine.Command;

@Command(
    name = "task",
    description = "Look at long-running work: installs and whatever apps do in the background.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TaskListCommand.class,
      TaskShowCommand.class,
      TaskWaitCommand.class,
      TaskCancelCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {"  bucky task list", "  bucky task wait 17", "  bucky task cancel 17"})
final class TaskCommand {}
