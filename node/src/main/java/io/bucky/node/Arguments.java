package io.bucky.node;

import io.bucky.base.Parsed;
import java.nio.file.Path;

/// What the daemon is told on its command line: `--root DIR`, and `--sweep` to end what a killed
/// daemon left and do nothing else.
record Arguments(Path root, boolean sweep) {
  static Parsed<Arguments> parse(String[] words) {
    boolean sweep = words.length == 3 && words[2].equals("--sweep");
    if (words.length < 2 || !words[0].equals("--root") || (words.length > 2 && !sweep)) {
      return Parsed.malformed("usage: bucky-node --root DIR [--sweep]");
    }
    return Parsed.ok(new Arguments(Path.of(words[1]), sweep));
  }
}
