package io.bucky.containers;

import io.bucky.containers.Permission.Risk;
import io.bucky.containers.compose.Capabilities;
import io.bucky.containers.compose.Component;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.containers.compose.HostPaths;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What an app asks for, and what of it was granted. Read from the model itself, so that a model
/// that keeps quiet about what it wants asks for it all the same.
public final class Permissions {
  /// Lets the image's start script run as root inside the container and give up its rights then, as
  /// most published images do.
  public static final String START_AS_ROOT = "capability:start-as-root";

  /// What [#START_AS_ROOT] gives. None of these reaches beyond the container.
  static final List<String> ROOT_CAPABILITIES =
      List.of(
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "NET_BIND_SERVICE",
          "SETGID",
          "SETUID");

  private static final Set<String> MILD_CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "IPC_LOCK",
          "LEASE",
          "MKNOD",
          "NET_BROADCAST",
          "NET_RAW",
          "SETFCAP",
          "SETPCAP",
          "SYS_CHROOT",
          "SYS_NICE",
          "SYS_RESOURCE");

  private final SortedMap<String, Permission> found = new TreeMap<>();

  private Permissions() {}

  /// Everything that `app` asks for, in a stable order, the riskiest first.
  public static List<Permission> of(ComposeApp app) {
    var asked = new Permissions();
    app.components().forEach(component -> asked.component(app, component));
    if (app.components().stream().anyMatch(Permissions::mayStartAsRoot)) {
      asked.add(
          START_AS_ROOT,
          "Start as root inside its container",
          "Its start scripts prepare files and then give up these rights. They reach nothing outside.",
          Risk.LOW,
          true);
    }
    return asked.found.values().stream()
        .sorted(Comparator.comparing(Permission::risk).reversed().thenComparing(Permission::id))
        .toList();
  }

  /// The ids that hold: what is granted, and what is given by default and not withdrawn with
  /// `!<id>`. Never one that nobody can grant.
  public static Set<String> granted(List<Permission> asked, List<String> grants) {
    var held = new TreeSet<String>();
    for (Permission permission : asked) {
      boolean wanted =
          grants.contains(permission.id())
              || (permission.byDefault() && !grants.contains("!" + permission.id()));
      if (wanted && permission.risk() != Risk.REFUSED) {
        held.add(permission.id());
      }
    }
    return held;
  }

  static String hostPath(String path, boolean readOnly) {
    return "host-path:" + path + (readOnly ? ":ro" : ":rw");
  }

  static String port(Component.Port port, int host) {
    return "port:" + host + "/" + port.protocol();
  }

  static boolean mayStartAsRoot(Component component) {
    String user = component.run().user().orElse("0");
    return !user.matches("[1-9]\\d*(:.*)?");
  }

  private void component(ComposeApp app, Component component) {
    component.hardening().refused().forEach(this::refused);
    component.mounts().stream()
        .filter(mount -> mount.kind() == Component.Source.HOST)
        .forEach(this::hostMount);
    component.hardening().devices().forEach(device -> device("device:" + device.host(), device));
    component.ports().stream()
        .filter(port -> port.host().isPresent() && !port.local() && !isMain(app, component, port))
        .forEach(this::hostPort);
    component.hardening().capAdd().stream()
        .filter(name -> !ROOT_CAPABILITIES.contains(name))
        .forEach(this::capability);
    component.hardening().securityOpt().forEach(this::security);
  }

  private static boolean isMain(ComposeApp app, Component component, Component.Port port) {
    return app.main()
        .filter(main -> main.component().equals(component.name()))
        .filter(main -> main.port() == port.container() && port.protocol().equals("tcp"))
        .isPresent();
  }

  private void refused(String word) {
    String title =
        switch (word) {
          case "privileged" -> "Own the whole machine";
          case "docker-socket" -> "Command the container engine";
          case "host-network" -> "Use the machine's own network";
          default -> "Reach into the machine (" + word + ")";
        };
    found.put(
        word,
        new Permission(
            word,
            kind(word),
            title,
            "No app gets this: it would end all separation between apps and the machine.",
            Risk.REFUSED,
            true,
            false));
  }

  private void hostMount(Component.Mount mount) {
    Optional<String> word = HostPaths.refusal(mount.source(), mount.readOnly());
    if (word.isPresent()) {
      refused(word.get().equals("docker-socket") ? word.get() : word.get() + ":" + mount.source());
      return;
    }
    boolean harmless = HostPaths.harmless(mount.source(), mount.readOnly());
    add(
        hostPath(mount.source(), mount.readOnly()),
        (mount.readOnly() ? "Read " : "Read and change ") + mount.source(),
        harmless
            ? "Tells the app the time zone of this machine."
            : "A folder of this machine. Without it the app gets an empty folder of its own.",
        harmless ? Risk.LOW : mount.readOnly() ? Risk.MEDIUM : Risk.HIGH,
        harmless);
  }

  private void device(String id, Component.Device device) {
    if (HostPaths.deviceRefused(device.host())) {
      refused(id);
    } else {
      add(
          id,
          "Use the device " + device.host(),
          "The app talks to this hardware directly.",
          Risk.MEDIUM,
          false);
    }
  }

  private void hostPort(Component.Port port) {
    int host = port.host().orElse(port.container());
    add(
        port(port, host),
        "Open port " + host + "/" + port.protocol(),
        "Whoever reaches this machine on the network reaches the app there, without the zone's login."
            + " A browser led there also shows it the logins that it holds for the same host name.",
        Risk.MEDIUM,
        false);
  }

  private void capability(String name) {
    if (Capabilities.refused(name)) {
      refused("capability:" + name);
      return;
    }
    boolean mild = MILD_CAPABILITIES.contains(name);
    add(
        "capability:" + name,
        "Extra right " + name,
        mild
            ? "A right of the system's administrator, within its container."
            : "A right of the system's administrator that can reach beyond its container.",
        mild ? Risk.MEDIUM : Risk.HIGH,
        false);
  }

  private void security(String option) {
    boolean setuid = option.equals("new-privileges");
    add(
        "security:" + option,
        setuid ? "Gain rights while running" : "Switch off a guard (" + option + ")",
        setuid
            ? "Programs such as sudo work inside its container."
            : "The kernel no longer filters what the app may ask of it.",
        setuid ? Risk.MEDIUM : Risk.HIGH,
        false);
  }

  private void add(String id, String title, String detail, Risk risk, boolean byDefault) {
    found.put(id, new Permission(id, kind(id), title, detail, risk, false, byDefault));
  }

  private static String kind(String id) {
    int colon = id.indexOf(':');
    return colon < 0 ? id : id.substring(0, colon);
  }
}
