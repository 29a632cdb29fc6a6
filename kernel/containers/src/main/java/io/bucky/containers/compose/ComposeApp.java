package io.bucky.containers.compose;

import io.bucky.base.Parsed;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
    title = title == null || title.isBlank() ? titleFrom(name) : title;
    description = description == null ? "" : description;
    icon = icon == null ? Optional.empty() : icon;
    version = version == null ? Optional.empty() : version;
    components = components == null ? List.of() : List.copyOf(components);
    networks =
        Collections.unmodifiableSortedMap(
            networks == null ? new TreeMap<>() : new TreeMap<>(networks));
    volumes = volumes == null ? List.of() : List.copyOf(volumes);
    main = main == null ? Optional.empty() : main;
    if (!name.matches("[a-z][a-z0-9-]{0,30}")) {
      throw new IllegalArgumentException("'" + name + "' is not an app name");
    }
    if (components.size() > COMPONENTS_MAX) {
      throw new IllegalArgumentException("more than " + COMPONENTS_MAX + " components");
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
  public record Main(String component, int port) {}
}
