package io.bucky.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Completion for fish, which picocli does not write: two levels of commands, and their options.
final class FishCompletion {
  private FishCompletion() {}

  static String of(CommandSpec root) {
    var script = new StringBuilder("complete -c bucky -f\n");
    for (Map.Entry<String, CommandLine> command : root.subcommands().entrySet()) {
      CommandSpec spec = command.getValue().getCommandSpec();
      script.append(
          "complete -c bucky -n __fish_use_subcommand -a %s -d %s\n"
              .formatted(command.getKey(), quoted(firstLine(spec))));
      String within = "'__fish_seen_subcommand_from " + command.getKey() + "'";
      for (Map.Entry<String, CommandLine> sub : spec.subcommands().entrySet()) {
        script.append(
            "complete -c bucky -n %s -a %s -d %s\n"
                .formatted(
                    within, sub.getKey(), quoted(firstLine(sub.getValue().getCommandSpec()))));
        options(script, "'__fish_seen_subcommand_from " + sub.getKey() + "'", sub.getValue());
      }
      options(script, within, command.getValue());
    }
    return script.toString();
  }

  private static void options(StringBuilder script, String within, CommandLine command) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      String name = option.longestName();
      if (name.startsWith("--")) {
        String description = option.description().length == 0 ? "" : option.description()[0];
        script.append(
            "complete -c bucky -n %s -l %s -d %s%n"
                .formatted(within, name.substring(2), quoted(description)));
      }
    }
  }

  private static String firstLine(CommandSpec spec) {
    String[] description = spec.usageMessage().description();
    return description.length == 0 ? "" : description[0];
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
