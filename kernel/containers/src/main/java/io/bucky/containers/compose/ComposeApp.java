package io.bucky.containers.compose;

import io.bucky.base.Parsed;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// One app of one or several containers, with every variable filled in. Stored as the member
/// `compose` of the app's document.
///
/// @param name host label: `^[a-z][a-z0-9-]{0,30}$`
/// @param title for people; made of the name when the file says nothing
/// @param components what others depend on comes first
/// @param networks the app's own networks by name; `default` joins all that name none
/// @param volumes named volumes; each is a folder of the app's data
/// @param main what opens in the browser
public record ComposeApp(
    String name,
    String title,
    String description,
    Optional<String> icon,
    Optional<String> version,
    List<Component> components,
    SortedMap<String, Network> networks,
    List<String> volumes,
    Optional<Main> main) {
  public static final int COMPONENTS_MAX = 64;

  public ComposeApp {
    if (name == null || !name.matches("[a-z][a-z0-9-]{0,30}")) {
      throw new IllegalArgumentException("'" + name + "' is not an app name");
    }
    title = title == null || title.isBlank() ? titleFrom(name) : title;
    description = description == null ? "" : description;
    icon = Allowed.optional(icon);
    version = Allowed.optional(version);
    components = Allowed.list(components);
    networks = Allowed.map(networks);
    networks.keySet().forEach(it -> Allowed.text(it, Allowed.NAME, "the name of a network"));
    volumes = Allowed.texts(volumes, Allowed.NAME, "the name of a volume");
    main = Allowed.optional(main);
    check(components, networks.keySet(), volumes, main);
  }

  /// Whether the parts fit together.
  private static void check(
      List<Component> components, Set<String> networks, List<String> volumes, Optional<Main> main) {
    if (components.size() > COMPONENTS_MAX) {
      throw new IllegalArgumentException("more than " + COMPONENTS_MAX + " components");
    }
    var names = new HashSet<String>();
    long chars = 0;
    for (Component component : components) {
      if (!names.add(component.name())) {
        throw new IllegalArgumentException("two components are called " + component.name());
      }
      for (String network : component.networks().keySet()) {
        if (!network.equals("default") && !networks.contains(network)) {
          throw new IllegalArgumentException("the network '" + network + "' is not declared");
        }
      }
      for (Component.Mount mount : component.mounts()) {
        if (mount.kind() == Component.Source.VOLUME && !volumes.contains(mount.source())) {
          throw new IllegalArgumentException("the volume '" + mount.source() + "' is not declared");
        }
        chars += mount.kind() == Component.Source.CONTENT ? mount.source().length() : 0;
      }
    }
    if (chars > Allowed.TEXTS_CHARS_MAX) {
      throw new IllegalArgumentException("the texts of configs and secrets are too large together");
    }
    if (main.isPresent() && !names.contains(main.get().component())) {
      throw new IllegalArgumentException("the main component is not one of the app's");
    }
  }

  public Optional<Component> component(String wanted) {
    return components.stream().filter(component -> component.name().equals(wanted)).findFirst();
  }

  public ComposeApp withMain(Main chosen) {
    return new ComposeApp(
        name,
        title,
        description,
        icon,
        version,
        components,
        networks,
        volumes,
        Optional.of(chosen));
  }

  /// The name as an app name, if it can be made one: lower case, `-` for what is not allowed.
  public static Parsed<String> nameFrom(String text) {
    String name = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    name = name.replaceAll("^[^a-z]+", "");
    name = name.length() > 31 ? name.substring(0, 31) : name;
    name = name.replaceAll("-+$", "");
    return name.isEmpty()
        ? Parsed.malformed("no app name can be made of '" + text + "'")
        : Parsed.ok(name);
  }

  /// `home-assistant` is "Home Assistant".
  static String titleFrom(String name) {
    return Arrays.stream(name.split("-"))
        .filter(word -> !word.isEmpty())
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining(" "));
  }

  /// @param internal without a way out
  public record Network(boolean internal) {}

  /// @param component a component's name
  /// @param port inside the container
  public record Main(String component, int port) {
    public Main {
      Allowed.there(component, "the main component");
      Allowed.number(port, 1, Allowed.PORT_MAX, "the main port");
    }
  }
}
