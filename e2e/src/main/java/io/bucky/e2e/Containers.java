package io.bucky.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// The container engine as a person sees it: through the `docker` command.
public final class Containers {
  private Containers() {}

  public static boolean engineAnswers() {
    return Script.exit("docker", "version") == 0;
  }

  /// Ids of the containers, running or not, of the zone in this folder.
  public static List<String> ofRoot(Path root) {
    return lines("docker", "ps", "-aq", "--filter", "label=buckyos.zone=" + zoneLabel(root));
  }

  /// Names of the networks of the zone in this folder.
  public static List<String> networksOfRoot(Path root) {
    return lines(
        "docker",
        "network",
        "ls",
        "--format",
        "{{.Name}}",
        "--filter",
        "label=buckyos.zone=" + zoneLabel(root));
  }

  /// Names of the volumes of the zone in this folder.
  public static List<String> volumesOfRoot(Path root) {
    return lines("docker", "volume", "ls", "-q").stream()
        .filter(name -> name.contains(zoneLabel(root)))
        .toList();
  }

  /// Whether the engine has this image.
  public static boolean hasImage(String image) {
    return Script.exit("docker", "image", "inspect", image) == 0;
  }

  /// The first 16 hex digits of the SHA-256 of the device key's `x`, as docs/formats say.
  private static String zoneLabel(Path root) {
    try {
      String did =
          new JsonMapper()
              .readTree(Files.readString(root.resolve("etc/node_identity.json")))
              .path("device_did")
              .asString("");
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(did.substring("did:dev:".length()).getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash).substring(0, 16);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /// A busybox image named `bucky-test/busybox:1`, made from the host's static busybox.
  public static String busybox() {
    return image(
        "bucky-test/busybox:1",
        "is busybox-static installed?",
        """
        mkdir -p "$d/bin" "$d/tmp" "$d/var" "$d/etc"
        cp "$(command -v busybox)" "$d/bin/busybox"
        for n in sh httpd sleep echo cat ls nc wget env id touch test mkdir; do ln -s busybox "$d/bin/$n"; done
        """);
  }

  /// A Node.js image named `bucky-test/node:1`, made from the host's own and what it links to.
  public static String node() {
    return image(
        "bucky-test/node:1",
        "is Node.js installed?",
        """
        mkdir -p "$d/bin" "$d/tmp" "$d/etc"
        n=$(node -p process.execPath)
        cp "$n" "$d/bin/node"
        ldd "$n" | grep -o '/[^ )]*' | xargs cp -L --parents -t "$d"
        echo 'hosts: files dns' > "$d/etc/nsswitch.conf"
        """);
  }

  /// @param steps of a shell that fill the folder `$d`
  private static String image(String name, String hint, String steps) {
    if (hasImage(name)) {
      return name;
    }
    int made =
        Script.exit(
            "sh",
            "-c",
            """
            set -e
            d=$(mktemp -d)
            trap 'rm -rf "$d"' EXIT
            %s
            tar -C "$d" -c . | docker import - %s
            """
                .formatted(steps, name));
    if (made != 0) {
      throw new AssertionError("the image " + name + " cannot be made; " + hint);
    }
    return name;
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
