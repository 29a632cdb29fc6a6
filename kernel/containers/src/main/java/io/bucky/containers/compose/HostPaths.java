package io.bucky.containers.compose;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which paths of the machine an app can be given at all.
///
/// The line is drawn where a folder would give more than its files: the system's own folders, the
/// kernel's, and the container engine's socket and state. By text only; whoever mounts also checks
/// where symbolic links lead.
public final class HostPaths {
  /// These, and everything below.
  private static final List<String> REFUSED =
      List.of(
          "/proc",
          "/sys",
          "/dev",
          "/boot",
          "/root",
          "/run",
          "/var/run",
          "/etc",
          "/usr",
          "/bin",
          "/sbin",
          "/lib",
          "/lib32",
          "/lib64",
          "/libx32",
          "/var/lib/docker",
          "/var/lib/containers",
          "/var/lib/containerd",
          "/var/spool/cron");

  /// These alone; what lies below may be given.
  private static final List<String> REFUSED_ALONE = List.of("/", "/var", "/var/lib", "/var/spool");

  /// The clock's settings, which images of home apps ask for; harmless to read.
  private static final List<String> HARMLESS = List.of("/etc/localtime", "/etc/timezone");

  /// Memory, kernel, processors and whole disks, under every name that the kernel has for them.
  /// What a name hides is looked up where the device is: see [io.bucky.containers.HostCheck].
  private static final List<String> DEVICES_REFUSED =
      List.of(
          "k?mem|port|core|kmsg|nvram|snapshot|autofs|watchdog\\d*|mcelog|oldmem|vmcore",
          "cpu(/.*)?|char(/.*)?|block(/.*)?|disk(/.*)?|mapper(/.*)?|fd(/.*)?|bsg(/.*)?|raw(/.*)?",
          "(sd|hd|vd|xvd|nvme|mmcblk|nbd|rbd|drbd|zd|md|dm-|loop|ram|zram|nullb|bcache|dasd).*",
          "(pmem|dax|mtd|ubi|sg\\d|st\\d|nst\\d|zvol|zfs|btrfs-control|root|hugepages|mqueue|shm).*");

  private static final Pattern DEVICE_REFUSED =
      Pattern.compile("/dev/?(|" + String.join("|", DEVICES_REFUSED) + ")");

  private HostPaths() {}

  /// Whether a device is by its name the machine's memory or one of its disks.
  public static boolean deviceRefused(String path) {
    return DEVICE_REFUSED.matcher(path).matches();
  }

  /// The path without `.`, `..` and doubled `/`.
  ///
  /// @param path absolute
  public static String normalize(String path) {
    var kept = new java.util.ArrayDeque<String>();
    for (String segment : path.split("/")) {
      if (segment.equals("..")) {
        kept.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        kept.addLast(segment);
      }
    }
    return "/" + String.join("/", kept);
  }

  /// The wire word of the refusal: `docker-socket` or `host-root`; empty when it can be granted.
  public static Optional<String> refusal(String path, boolean readOnly) {
    String normal = normalize(path);
    if (normal.endsWith(".sock")) {
      return Optional.of("docker-socket");
    }
    if (readOnly && HARMLESS.contains(normal)) {
      return Optional.empty();
    }
    boolean refused =
        REFUSED_ALONE.contains(normal) || REFUSED.stream().anyMatch(top -> below(normal, top));
    return refused ? Optional.of("host-root") : Optional.empty();
  }

  /// Whether reading it tells an app nothing that matters.
  public static boolean harmless(String path, boolean readOnly) {
    return readOnly && HARMLESS.contains(normalize(path));
  }

  private static boolean below(String path, String top) {
    return path.equals(top) || path.startsWith(top + "/");
  }
}
