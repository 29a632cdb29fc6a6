package io.bucky.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = "Print a completion script for your shell.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(bucky completion bash)",
      "  source <(bucky completion zsh)",
      "  bucky completion fish > ~/.config/fish/completions/bucky.fish"
    })
final class CompletionCommand implements Callable<Integer> {
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SHELL",
      description = "${COMPLETION-CANDIDATES}; default BASH.",
      arity = "0..1")
  private Shell shell = Shell.BASH;

  @Override
  public Integer call() {
    var root = spec.root().commandLine();
    String script =
        switch (shell) {
          case BASH, ZSH -> AutoComplete.bash("bucky", root);
          case FISH -> FishCompletion.of(spec.root());
        };
    spec.commandLine().getOut().println(script);
    return ExitStatus.OK;
  }
}
