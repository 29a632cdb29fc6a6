package io.bucky.containers;

import io.bucky.containers.compose.HostPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Looks on this machine whether what a container is about to be given is what its plan says: its
/// own folders with no symbolic link on the way, granted paths that lead nowhere else, and devices
/// that are neither memory nor disks whatever they are called.
///
/// The engine resolves every path again when it starts the container, and cannot be told not to
/// follow links. So this is asked right before, while [WriterFreeze] keeps still whatever could
/// change the way.
public final class HostCheck {
  private static final int KIND = 0xF000;
  private static final int BLOCK = 0x6000;
  private static final int CHARACTER = 0x2000;

  /// Discs in a drive, and the cards and sticks that are put into one.
  private static final String BLOCK_GRANTABLE = "/dev/sr\\d+";

  /// Memory and kernel, raw SCSI, flash, and the processors' registers.
  private static final Set<Integer> MAJORS_REFUSED = Set.of(1, 21, 90, 202, 203);

  /// Of major 1: null, zero, full, random, urandom.
  private static final Set<Integer> MINORS_HARMLESS = Set.of(3, 5, 7, 8, 9);

  /// A folder of devices has no more than this.
  private static final int DEVICES_MAX = 4_096;

  private static final int DEVICES_DEPTH_MAX = 8;

  private HostCheck() {}

  /// Why something is not mounted.
  ///
  /// @param passing it may be there later without anyone doing something: a disk that is still
  ///   being mounted, a stick that is still being found
  record Problem(String why, boolean passing) {
    static Optional<Problem> lasting(String why) {
      return Optional.of(new Problem(why, false));
    }

    static Optional<Problem> passing(String why) {
      return Optional.of(new Problem(why, true));
    }
  }

  /// Why `container` must not be started now; empty when nothing is wrong.
  static Optional<Problem> problem(RunPlan plan, RunPlan.Container container) throws IOException {
    for (RunPlan.Source source : plan.sources(container)) {
      Optional<Problem> problem =
          plan.hostPaths().contains(source.path())
              ? granted(plan, source.path())
              : own(plan, source.path());
      if (problem.isPresent()) {
        return problem;
      }
    }
    for (JsonNode device : container.create().path("HostConfig").path("Devices")) {
      Optional<Problem> problem = device(Path.of(device.path("PathOnHost").asString("")));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  /// A place below the app's own folders.
  static Optional<Problem> own(RunPlan plan, Path path) {
    for (Room room : rooms(plan)) {
      if (path.startsWith(room.own)) {
        return isLinkFree(room.base, path)
            ? Optional.empty()
            : Problem.lasting(
                "a symbolic link on the way to " + path + " leads out of the app's data");
      }
    }
    return Problem.lasting(path + " is neither in the app's own folders nor granted");
  }

  /// @param base nobody but the zone makes links from here to `own`
  private record Room(Path own, Path base) {}

  private static List<Room> rooms(RunPlan plan) {
    var layout = plan.layout();
    String owner = plan.app().owner();
    String app = plan.app().app();
    return List.of(
        new Room(plan.data(), layout.home(owner)),
        new Room(AppFolders.temporary(layout, owner, app), layout.local("tmp")),
        new Room(AppFolders.texts(layout, owner, app), layout.local("apps")),
        new Room(layout.var("packages"), layout.var("packages")));
  }

  /// Whether nothing below `base` on the way to `path` is a link.
  private static boolean isLinkFree(Path base, Path path) {
    for (Path at = path; at != null && at.startsWith(base) && !at.equals(base); ) {
      if (Files.isSymbolicLink(at)) {
        return false;
      }
      at = at.getParent();
    }
    return true;
  }

  /// Where a granted path leads, once its links are followed.
  private static Optional<Problem> granted(RunPlan plan, Path path) throws IOException {
    if (HostPaths.harmless(path.toString(), true)) {
      return Optional.empty();
    }
    Path real;
    try {
      real = path.toRealPath();
    } catch (NoSuchFileException e) {
      return Problem.passing("the folder " + path + " is not there");
    }
    boolean plain =
        Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)
            || Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS);
    boolean refused =
        !plain
            || HostPaths.refusal(real.toString(), false).isPresent()
            || ZoneFiles.closedReally(plan.layout(), plan.app().owner(), real)
            || ZoneFiles.holdsAppsUncovered(plan.layout(), plan.app().owner(), path, real);
    if (refused) {
      return Problem.lasting("the folder " + path + " leads to " + real + ", which no app gets");
    }
    return real.equals(TrustedLinks.follow(path))
        ? Optional.empty()
        : Problem.lasting(
            "the folder %s leads to %s by a link that an app can have made, so it is not followed: name %s itself"
                .formatted(path, real, real));
  }

  /// A device, or a folder of devices, of which the engine gives all.
  static Optional<Problem> device(Path path) throws IOException {
    if (!Files.exists(path)) {
      return Problem.passing("the device " + path + " is not there");
    }
    Path real = path.toRealPath();
    if (!Files.isDirectory(real)) {
      return refused(path, real);
    }
    try (Stream<Path> found = Files.walk(real, DEVICES_DEPTH_MAX)) {
      for (Path each : (Iterable<Path>) found.limit(DEVICES_MAX)::iterator) {
        Optional<Problem> problem =
            each.equals(real) || !Files.exists(each)
                ? Optional.empty()
                : refused(path, each.toRealPath());
        if (problem.isPresent()) {
          return problem;
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return HostPaths.deviceRefused(real.toString())
        ? Problem.lasting("the device " + path + " leads to " + real + ", which no app gets")
        : Optional.empty();
  }

  private static Optional<Problem> refused(Path asked, Path real) throws IOException {
    int mode = ((Number) Files.getAttribute(real, "unix:mode")).intValue();
    long number = ((Number) Files.getAttribute(real, "unix:rdev")).longValue();
    return refused(real.toString(), mode, number)
        ? Problem.lasting("the device " + asked + " leads to " + real + ", which no app gets")
        : Optional.empty();
  }

  /// @param mode `st_mode`
  /// @param number `st_rdev`, as Linux packs it
  static boolean refused(String real, int mode, long number) {
    int major = (int) (((number >> 8) & 0xFFF) | ((number >> 32) & 0xFFFF_F000L));
    int minor = (int) ((number & 0xFF) | ((number >> 12) & 0xFFFF_FF00L));
    return switch (mode & KIND) {
      case BLOCK -> !real.matches(BLOCK_GRANTABLE);
      case CHARACTER ->
          HostPaths.deviceRefused(real)
              || (MAJORS_REFUSED.contains(major)
                  && !(major == 1 && MINORS_HARMLESS.contains(minor)));
      default -> HostPaths.deviceRefused(real) || !real.startsWith("/dev/");
    };
  }
}
