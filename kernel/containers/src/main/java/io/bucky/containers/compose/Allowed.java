package io.bucky.containers.compose;

import io.bucky.base.Parsed;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What the parts of a model may hold, whoever wrote them: a compose file, a stored specification,
/// or a stranger's JSON. A check that fails throws [IllegalArgumentException] with a sentence for
/// the author; what is not known is refused.
final class Allowed {
  /// A service, which is also a part of its container's name and of paths.
  static final Pattern COMPONENT = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}");

  /// A volume or a network.
  static final Pattern NAME = Pattern.compile(TopLevel.NAME);

  static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9](?!.*\\.\\.)[A-Za-z0-9._/:@-]{0,254}");
  static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
  static final Pattern ALIAS = Pattern.compile("[\\w.-]{1,63}");
  static final Pattern USER =
      Pattern.compile("[A-Za-z0-9_][\\w.$-]{0,63}(:[A-Za-z0-9_][\\w.$-]{0,63})?");
  static final Pattern GROUP = Pattern.compile("[A-Za-z0-9_][\\w.$-]{0,63}");
  static final Pattern SIGNAL = Pattern.compile("[A-Za-z0-9+-]{1,16}");
  static final Pattern EXTRA_HOST =
      Pattern.compile("[\\w.-]{1,253}:(host-gateway|[0-9A-Fa-f.:]{2,45})");
  static final Pattern ACCESS = Pattern.compile("[rwm]{1,3}");
  static final Pattern PROTOCOL = Pattern.compile("tcp|udp");

  /// Settings of the kernel that a container has its own of.
  static final Pattern SYSCTL =
      Pattern.compile("(net\\.[a-z0-9_.-]+|kernel\\.(msg|sem|shm)[a-z_]*|fs\\.mqueue\\.[a-z_]+)");

  /// Guards that an app can ask to be switched off.
  static final Pattern SECURITY =
      Pattern.compile("new-privileges|(seccomp|apparmor|systempaths)=unconfined");

  /// Limits that end at the container; those of real-time scheduling do not.
  static final Set<String> ULIMITS = Set.of("nofile", "nproc", "memlock", "core", "stack");

  static final int PORT_MAX = 65_535;
  static final int STOP_GRACE_SECONDS_MAX = 3_600;
  static final int RETRIES_MAX = 1_000;
  static final long MILLIS_MAX = 366L * 86_400_000;
  static final long BYTES_MAX = 1L << 50;
  static final int PIDS_MAX = 1 << 22;
  static final double CPUS_MAX = 4_096;

  /// One text of a config or secret.
  static final int TEXT_BYTES_MAX = 256 << 10;

  /// All of them together; a model is stored as one value.
  static final int TEXTS_CHARS_MAX = 1 << 20;

  private static final int PATH_CHARS_MAX = 1_024;

  /// Whoever mounts something there changes what the kernel seems to say.
  private static final List<String> TARGETS_REFUSED = List.of("/proc", "/sys");

  private Allowed() {}

  static String text(String value, Pattern form, String what) {
    if (value == null || !form.matcher(value).matches()) {
      throw new IllegalArgumentException(shown(value) + " is not " + what);
    }
    return value;
  }

  static Optional<String> text(Optional<String> value, Pattern form, String what) {
    return optional(value).map(text -> text(text, form, what));
  }

  static <T> T there(T value, String what) {
    if (value == null) {
      throw new IllegalArgumentException(what + " is missing");
    }
    return value;
  }

  static long number(long value, long least, long most, String what) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %d, not from %d to %d".formatted(what, value, least, most));
    }
    return value;
  }

  static Optional<Integer> number(Optional<Integer> value, int least, int most, String what) {
    return optional(value).map(it -> (int) number(it, least, most, what));
  }

  static Optional<Long> number(Optional<Long> value, long least, long most, String what) {
    return optional(value).map(it -> number(it, least, most, what));
  }

  static Optional<Double> cpus(Optional<Double> value) {
    return optional(value)
        .map(it -> {
          if (!(it > 0 && it <= CPUS_MAX)) {
            throw new IllegalArgumentException(it + " is not a number of processors");
          }
          return it;
        });
  }

  /// An absolute path without `.`, `..` and doubled `/`, below the root.
  static String path(String path, String what) {
    if (path == null
        || path.length() < 2
        || path.length() > PATH_CHARS_MAX
        || path.charAt(0) != '/'
        || path.chars().anyMatch(Character::isISOControl)
        || !HostPaths.normalize(path).equals(path)) {
      throw new IllegalArgumentException(shown(path) + " is not an absolute path " + what);
    }
    return path;
  }

  /// Where a mount is seen.
  static String target(String path) {
    path(path, "in a container");
    if (TARGETS_REFUSED.stream().anyMatch(top -> path.equals(top) || path.startsWith(top + "/"))) {
      throw new IllegalArgumentException("nothing is mounted over " + shown(path));
    }
    return path;
  }

  static String workingDir(String path) {
    if (!path.startsWith("/") || path.length() > PATH_CHARS_MAX || unprintable(path)) {
      throw new IllegalArgumentException(shown(path) + " is not an absolute path in a container");
    }
    return path;
  }

  /// What a mount of this kind may show.
  static String source(Component.Source kind, String source, boolean readOnly) {
    switch (there(kind, "the kind of a mount")) {
      case VOLUME -> text(source, NAME, "the name of a volume");
      case DATA -> {
        if (!source.equals(".")) {
          normal(source);
        }
      }
      case PACKAGE -> {
        normal(source);
        onlyRead(readOnly);
      }
      case CONTENT -> {
        if (source.length() > TEXT_BYTES_MAX) {
          throw new IllegalArgumentException(
              "a text of more than " + (TEXT_BYTES_MAX >> 10) + " KiB belongs into a file");
        }
        onlyRead(readOnly);
      }
      case HOST -> {
        if (!source.equals("/")) {
          path(source, "of the machine");
        }
      }
      case TMPFS -> {
        if (!source.isEmpty() && !source.matches("\\d{1,15}")) {
          throw new IllegalArgumentException(shown(source) + " is not a size in bytes");
        }
      }
    }
    return source;
  }

  private static void normal(String path) {
    if (!AppPackage.normalPath(path).equals(Parsed.ok(path))) {
      throw new IllegalArgumentException(shown(path) + " is not a path below the app's folder");
    }
  }

  private static void onlyRead(boolean readOnly) {
    if (!readOnly) {
      throw new IllegalArgumentException("what came with an app is only read");
    }
  }

  /// A device of the machine.
  static String device(String path) {
    path(path, "of a device");
    if (!path.startsWith("/dev/")) {
      throw new IllegalArgumentException(shown(path) + " is not a device below /dev");
    }
    return path;
  }

  static List<String> texts(List<String> values, Pattern form, String what) {
    List<String> checked = list(values);
    checked.forEach(value -> text(value, form, what));
    return checked;
  }

  /// Words for a process: no zero characters.
  static List<String> words(List<String> values) {
    List<String> checked = list(values);
    checked.forEach(Allowed::word);
    return checked;
  }

  private static void word(String text) {
    if (text.indexOf(0) >= 0) {
      throw new IllegalArgumentException(shown(text) + " has a zero character");
    }
  }

  static SortedMap<String, String> environment(SortedMap<String, String> values) {
    SortedMap<String, String> checked = map(values);
    checked.forEach((name, value) -> {
      if (name.isEmpty() || name.indexOf('=') >= 0 || unprintable(name)) {
        throw new IllegalArgumentException(shown(name) + " is not the name of a variable");
      }
      word(value);
    });
    return checked;
  }

  static void capability(String name) {
    if (!Capabilities.known(name)) {
      throw new IllegalArgumentException(shown(name) + " is not a capability");
    }
  }

  static void sysctls(SortedMap<String, String> settings) {
    settings.forEach((name, value) -> {
      text(name, SYSCTL, "a setting that a container has its own of");
      if (unprintable(value)) {
        throw new IllegalArgumentException("the value of " + shown(name) + " is not printable");
      }
    });
  }

  static <T> Optional<T> optional(Optional<T> value) {
    return value == null ? Optional.empty() : value;
  }

  static <T> List<T> list(List<T> values) {
    if (values == null) {
      return List.of();
    }
    withoutNull(values);
    return List.copyOf(values);
  }

  static <V> SortedMap<String, V> map(SortedMap<String, V> values) {
    if (values == null) {
      return Collections.emptySortedMap();
    }
    withoutNull(values.values());
    return Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  private static void withoutNull(Collection<?> values) {
    if (values.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("null is not a value here");
    }
  }

  private static boolean unprintable(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  private static String shown(String text) {
    return "'" + Node.shown(String.valueOf(text).replaceAll("\\p{Cntrl}", "?")) + "'";
  }
}
