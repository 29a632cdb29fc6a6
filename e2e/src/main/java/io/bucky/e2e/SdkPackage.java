package io.bucky.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The published TypeScript client, brought to where scripts import it from: from
/// `BUCKY_SDK_PACKAGE`, or else from the npm registry.
final class SdkPackage {
  private static final String VARIABLE = "BUCKY_SDK_PACKAGE";
  private static final String PUBLISHED = "buckyos@1.4.2";
  private static final int SECONDS_MAX = 60;

  private static final Pattern CODE = Pattern.compile("npm (?:error|ERR!) code (\\w+)");

  /// What npm says when the registry does not have a package, or not that version.
  private static final Set<String> ABSENT = Set.of("E404", "ETARGET");

  /// What npm says when no registry answers.
  private static final Set<String> UNREACHABLE =
      Set.of(
          "ENOTFOUND",
          "EAI_AGAIN",
          "ECONNREFUSED",
          "ECONNRESET",
          "ENETUNREACH",
          "EHOSTUNREACH",
          "ETIMEDOUT",
          "ERR_SOCKET_TIMEOUT");

  private SdkPackage() {}

  /// Installs it into a folder with a `package.json`, with what it depends on.
  ///
  /// @return why it is not to be had; empty when it is there
  /// @throws AssertionError a package that was given cannot be installed, or npm failed for a
  ///   reason that says nothing about the registry
  static Optional<String> install(Path folder) {
    Optional<Path> given = given();
    Script.Result npm =
        Script.run(
            folder,
            Map.of(),
            SECONDS_MAX,
            "npm",
            "install",
            "--install-links", // a copy of a folder, and not a link to it
            "--no-package-lock",
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--fetch-retries=0",
            given.map(Path::toString).orElse(PUBLISHED));
    if (npm.exit() == 0 && Files.isDirectory(folder.resolve("node_modules/buckyos"))) {
      return Optional.empty();
    }
    return Optional.of(npm.said())
        .filter(_ -> given.isEmpty())
        .flatMap(SdkPackage::missing)
        .or(() -> {
          throw new AssertionError("npm did not install the package buckyos:\n" + npm.said());
        });
  }

  private static Optional<Path> given() {
    return Optional.ofNullable(System.getenv(VARIABLE))
        .filter(path -> !path.isBlank())
        .map(Bucky.ofThisBuild().repository()::resolve);
  }

  private static Optional<String> missing(String said) {
    Matcher code = CODE.matcher(said);
    if (!code.find()) {
      return Optional.empty();
    }
    String reason;
    if (ABSENT.contains(code.group(1))) {
      reason = "the npm registry says that it does not exist";
    } else if (UNREACHABLE.contains(code.group(1))) {
      reason = "the npm registry is not reachable";
    } else {
      return Optional.empty();
    }
    return Optional.of(
        "no npm package %s: %s (%s); set %s to its .tgz or to its unpacked folder"
            .formatted(PUBLISHED, reason, code.group(1), VARIABLE));
  }

  /// A folder that scripts and the package live in, readable to a container.
  static Path folder() {
    try {
      Path folder = Files.createTempDirectory(Path.of("/tmp"), "bucky-sdk-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.writeString(
          folder.resolve("package.json"), "{\"private\": true, \"type\": \"module\"}\n");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
