package io.bucky.cli;

import picocli.CommandLine.Command;

@Command(
    name = "config",
    description = "Read and change the zone's configuration: one tree of keys with versions.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ConfigGetCommand.class,
      ConfigSetCommand.class,
      ConfigRemoveCommand.class,
      ConfigListCommand.class,
      ConfigDumpCommand.class,
      ConfigDiffCommand.class,
      ConfigHistoryCommand.class,
      ConfigWatchCommand.class,
      ConfigSnapshotCommand.class,
      ConfigRestoreCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bucky config list users",
      "  bucky config get boot/config",
      "  bucky config set services/gateway/settings --file settings.json --if-version 3",
      "  bucky config watch services/",
      "  bucky config snapshot zone.json && bucky config diff zone.json"
    })
final class ConfigCommand {}
