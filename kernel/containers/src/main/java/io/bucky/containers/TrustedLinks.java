package io.bucky.containers;

import io.bucky.containers.compose.HostPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/// Symbolic links of this machine that no app can have made: they lie in folders that no app is
/// ever given to write, as `/` and `/var`.
final class TrustedLinks {
  /// As many as the kernel follows.
  private static final int LINKS_MAX = 40;

  private TrustedLinks() {}

  /// Where `path` leads by trusted links alone; any other link is left in it as a name. So what an
  /// app does meanwhile changes nothing in the answer.
  ///
  /// @param path absolute
  static Path follow(Path path) {
    Deque<String> ahead = new ArrayDeque<>();
    push(ahead, path);
    Path root = path.getRoot();
    Path at = root;
    int links = 0;
    while (!ahead.isEmpty()) {
      String name = ahead.pop();
      if (name.equals("..")) {
        at = at.getParent() == null ? root : at.getParent();
        continue;
      }
      Path next = at.resolve(name);
      if (links < LINKS_MAX && noAppWrites(at) && Files.isSymbolicLink(next)) {
        links++;
        try {
          Path target = Files.readSymbolicLink(next);
          push(ahead, target);
          at = target.isAbsolute() ? root : at;
          continue;
        } catch (IOException e) {
          // gone since, or closed to us: a name like any other
        }
      }
      at = next;
    }
    return at;
  }

  private static void push(Deque<String> ahead, Path path) {
    for (int i = path.getNameCount() - 1; i >= 0; i--) {
      String name = path.getName(i).toString();
      if (!name.isEmpty() && !name.equals(".")) {
        ahead.push(name);
      }
    }
  }

  private static boolean noAppWrites(Path folder) {
    for (Path at = folder; at != null; at = at.getParent()) {
      if (HostPaths.refusal(at.toString(), false).isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
