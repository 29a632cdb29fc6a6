package io.bucky.cli;

import io.bucky.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;

/// Entry of the `bucky` command.
public final class Main {
  private static final String JSON = "--json";

  private Main() {}

  public static void main(String[] arguments) {
    var out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = run(arguments, out, err);
    out.flush();
    err.flush();
    System.exit(status);
  }

  /// Runs one command line; tests call this.
  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    return commandLine(out, err).execute(arguments);
  }

  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new CommandLine(new BuckyCommand())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(failures())
        .setParameterExceptionHandler(usageErrors());
  }

  private static IExecutionExceptionHandler failures() {
    return (thrown, line, parsed) -> {
      boolean json = parsed.expandedArgs().contains(JSON);
      PrintWriter err = line.getErr();
      if (thrown instanceof Failure failure) {
        print(err, json, failure);
        return failure.status();
      }
      if (thrown instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        print(err, json, new Failure(ExitStatus.FAILED, "interrupted", ""));
        return ExitStatus.FAILED;
      }
      print(err, json, new Failure(ExitStatus.FAILED, "an unexpected error: " + thrown, ""));
      thrown.printStackTrace(err);
      return ExitStatus.FAILED;
    };
  }

  private static IParameterExceptionHandler usageErrors() {
    return (wrong, arguments) -> {
      CommandLine line = wrong.getCommandLine();
      boolean json = List.of(arguments).contains(JSON);
      if (!json && UsageError.isUnfinished(wrong)) {
        line.usage(line.getErr());
      } else {
        print(line.getErr(), json, UsageError.of(wrong));
      }
      return ExitStatus.USAGE;
    };
  }

  private static void print(PrintWriter err, boolean json, Failure failure) {
    if (json) {
      var body = Json.object();
      body.put("error", failure.getMessage());
      if (!failure.nextStep().isEmpty()) {
        body.put("next_step", failure.nextStep());
      }
      body.put("exit_status", failure.status());
      err.println(body);
      return;
    }
    err.println("bucky: " + failure.getMessage());
    if (!failure.nextStep().isEmpty()) {
      err.println("       " + failure.nextStep());
    }
  }
}
