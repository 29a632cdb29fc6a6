package io.bucky.cli;

import io.bucky.zone.ZoneLayout;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of every command that talks to a zone.
final class CommonOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The zone's data folder (default: BUCKYOS_ROOT, else ~/.buckyos).")
  private @Nullable Path data;

  @Option(
      names = "--zone-url",
      paramLabel = "URL",
      description =
          "Talk to the zone at this address with the token of `bucky login`, instead of the node"
              + " on this machine.")
  private @Nullable String zoneUrl;

  @Option(names = "--json", description = "Print JSON, and nothing else, on standard output.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress and no talk on standard error.")
  boolean quiet;

  /// For commands about the node on this machine, which is reached through its data folder only.
  ///
  /// @throws Failure if a zone elsewhere is named
  ZoneLayout machine() {
    if (zoneUrl != null) {
      throw Failure.usage(
          "this command is about the node on this machine, and --zone-url names a zone elsewhere",
          "Leave --zone-url out, or run the command on that machine.");
    }
    return layout();
  }

  ZoneLayout layout() {
    if (data != null) {
      return new ZoneLayout(data);
    }
    String root = System.getenv("BUCKYOS_ROOT");
    return new ZoneLayout(
        root != null && !root.isEmpty()
            ? Path.of(root)
            : Path.of(System.getProperty("user.home"), ".buckyos"));
  }

  Optional<String> zoneUrl() {
    String url = zoneUrl == null ? System.getenv("BUCKY_ZONE_URL") : zoneUrl;
    return Optional.ofNullable(url).filter(text -> !text.isEmpty());
  }
}
