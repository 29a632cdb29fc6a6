package io.bucky.cli;

import picocli.CommandLine.Command;

@Command(
    name = "app",
    description = "Install, run and remove apps.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AppListCommand.class,
      AppInspectCommand.class,
      AppInstallCommand.class,
      AppShowCommand.class,
      AppStartCommand.class,
      AppStopCommand.class,
      AppRestartCommand.class,
      AppUninstallCommand.class,
      AppLogsCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bucky app inspect ./wordpress          what it asks for, before you install it",
      "  bucky app install ./wordpress          a folder with a docker-compose.yml",
      "  bucky app list",
      "  bucky app logs wordpress --lines 50",
      "  bucky app uninstall wordpress --keep-data"
    })
final class AppCommand {}
