package io.bucky.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The container engine as a person sees it: through the `docker` command.
public final class Containers {
  private Containers() {}

  public static boolean engineAnswers() {
    return exit("docker", "version") == 0;
  }

  /// Names of the containers, running or not, whose mounts or environment name this root.
  public static List<String> ofRoot(java.nio.file.Path root) {
    var mine = new ArrayList<String>();
    for (String id : lines("docker", "ps", "-aq", "--filter", "label=buckyos.app_id")) {
      String described = String.join("\n", lines("docker", "inspect", id));
      if (described.contains(root.toString())) {
        mine.add(id);
      }
    }
    return mine;
  }

  /// A busybox image named `bucky-test/busybox:1`, made from the host's static busybox.
  public static String busybox() {
    String image = "bucky-test/busybox:1";
    if (exit("docker", "image", "inspect", image) == 0) {
      return image;
    }
    int made =
        exit(
            "sh",
            "-c",
            """
            set -e
            d=$(mktemp -d /tmp/bucky-busybox.XXXXXX)
            trap 'rm -rf "$d"' EXIT
            mkdir -p "$d/bin" "$d/tmp" "$d/var" "$d/etc"
            cp "$(command -v busybox)" "$d/bin/busybox"
            for n in sh httpd sleep echo cat ls nc wget env id touch test mkdir; do ln -s busybox "$d/bin/$n"; done
            tar -C "$d" -c . | docker import - %s
            """
                .formatted(image));
    if (made != 0) {
      throw new AssertionError("the test image cannot be made; is busybox-static installed?");
    }
    return image;
  }

  private static int exit(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  static List<String> lines(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(false).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return out.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
