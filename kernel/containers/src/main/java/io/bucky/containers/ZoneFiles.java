package io.bucky.containers;

import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Which of the zone's own files an app may be given by a grant: those of its owner but for what
/// apps keep there, and the shared ones. Never keys, state, or what other people have.
final class ZoneFiles {
  /// What apps keep, as a name in their owner's home.
  static final String APPS = ".local";

  private ZoneFiles() {}

  /// Whether `path` is in, or around, what no app gets; by its text.
  static boolean closed(ZoneLayout layout, String owner, Path path) {
    return closed(closedPlaces(layout), openPlaces(layout, owner), appPlace(layout, owner), path);
  }

  /// The same for a path without links; neither do those of the zone count.
  static boolean closedReally(ZoneLayout layout, String owner, Path real) throws IOException {
    return closed(
        real(closedPlaces(layout)),
        real(openPlaces(layout, owner)),
        real(appPlace(layout, owner)),
        real);
  }

  /// Whether what apps keep lies below `path`, which is their owner's home then: it is covered
  /// where the rest is given.
  static boolean holdsApps(ZoneLayout layout, String owner, Path path) {
    return appPlace(layout, owner).startsWith(path);
  }

  /// Whether what apps keep lies below `real`, but not by the name by which it is given.
  static boolean holdsAppsUncovered(ZoneLayout layout, String owner, Path path, Path real)
      throws IOException {
    return real(appPlace(layout, owner)).startsWith(real) && !holdsApps(layout, owner, path);
  }

  private static boolean closed(List<Path> closed, List<Path> open, Path apps, Path path) {
    boolean near =
        closed.stream().anyMatch(place -> path.startsWith(place) || place.startsWith(path));
    boolean given = open.stream().anyMatch(path::startsWith) && !path.startsWith(apps);
    return near && !given;
  }

  /// The root, and what may lie elsewhere by a link that a person made.
  private static List<Path> closedPlaces(ZoneLayout layout) {
    Path root = layout.root();
    return Stream.concat(
            Stream.of(root),
            Stream.of("etc", "security", "local", "data", "data/home", "data/var", "logs", "run")
                .map(root::resolve))
        .toList();
  }

  private static List<Path> openPlaces(ZoneLayout layout, String owner) {
    return List.of(layout.home(owner), layout.root().resolve("data/srv"));
  }

  /// An app can leave links there.
  private static Path appPlace(ZoneLayout layout, String owner) {
    return layout.home(owner).resolve(APPS);
  }

  private static List<Path> real(List<Path> paths) throws IOException {
    var real = new java.util.ArrayList<Path>();
    for (Path path : paths) {
      real.add(real(path));
    }
    return real;
  }

  private static Path real(Path path) throws IOException {
    return Files.exists(path) ? path.toRealPath() : path;
  }
}
