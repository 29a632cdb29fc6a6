package io.bucky.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// One command line as it was run in this process: what it ended with, and what it printed.
record CommandRun(int status, String out, String err) {
  static CommandRun of(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status = Main.run(words, new PrintWriter(out, true), new PrintWriter(err, true));
    return new CommandRun(status, out.toString(), err.toString());
  }
}
