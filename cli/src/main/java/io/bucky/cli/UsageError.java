package io.bucky.cli;

import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What was wrong with the words of a command line, for the person who typed them.
final class UsageError {
  private static final Pattern POSITION =
      Pattern.compile("positional parameter at index \\S+ \\((\\w+)\\)");
  private static final Pattern NUMBER = Pattern.compile("is not an? (int|long)\\b");
  private static final int SUGGESTIONS_MAX = 3;

  private UsageError() {}

  /// Whether the line ends where a subcommand should come: `bucky app`.
  static boolean isUnfinished(ParameterException wrong) {
    return !(wrong instanceof UnmatchedArgumentException)
        && !wrong.getCommandLine().getSubcommands().isEmpty()
        && wrong.getArgSpec() == null;
  }

  static Failure of(ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    String help = "Help: " + line.getCommandSpec().qualifiedName() + " --help";
    return wrong instanceof UnmatchedArgumentException unmatched
        ? Failure.usage(surplus(unmatched, line), suggestion(unmatched) + help)
        : Failure.usage(plain(wrong), help);
  }

  private static String surplus(UnmatchedArgumentException wrong, CommandLine line) {
    String word = wrong.getUnmatched().getFirst();
    String command = line.getCommandSpec().qualifiedName();
    if (word.startsWith("-")) {
      return command + " has no option " + word;
    }
    return line.getSubcommands().isEmpty()
        ? "'%s' is one word too many for %s".formatted(word, command)
        : "there is no command '%s %s'".formatted(command, word);
  }

  private static String suggestion(UnmatchedArgumentException wrong) {
    List<String> similar = wrong.getSuggestions();
    return similar.isEmpty()
        ? ""
        : "Did you mean "
            + String.join(" or ", similar.subList(0, Math.min(SUGGESTIONS_MAX, similar.size())))
            + "? ";
  }

  private static String plain(ParameterException wrong) {
    String text = String.valueOf(wrong.getMessage());
    text = text.startsWith("Error: ") ? text.substring("Error: ".length()) : text;
    text = POSITION.matcher(text).replaceAll("$1");
    return NUMBER.matcher(text).replaceAll("is not a whole number");
  }
}
