package io.bucky.containers.compose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the port that opens in the browser: what the file or a catalogue's extension says, else
/// the likeliest of the published ones.
final class MainPort {
  /// Where web servers of home apps usually listen, the likeliest first.
  private static final List<Integer> USUAL =
      List.of(
          80, 8080, 3000, 8000, 5000, 9000, 8081, 8888, 3001, 4000, 5080, 8096, 2283, 9091, 5232);

  /// Databases, queues, mail, shells: never a page.
  private static final Set<Integer> NEVER =
      Set.of(
          21, 22, 25, 53, 110, 143, 389, 465, 587, 636, 993, 995, 1433, 1883, 3306, 5432, 5672,
          6379, 8883, 9042, 9200, 11211, 22000, 27017, 51413);

  private final Node root;
  private final List<Component> components;

  MainPort(Node root, List<Component> components) {
    this.root = root;
    this.components = components;
  }

  /// All that may be it, the likeliest first.
  List<ComposeApp.Main> candidates() {
    var found = new ArrayList<ComposeApp.Main>();
    declared().ifPresent(found::add);
    var guesses = new ArrayList<Guess>();
    for (Component component : components) {
      boolean published =
          component.ports().stream().anyMatch(port -> port.protocol().equals("tcp"));
      for (var port : component.ports()) {
        if (port.protocol().equals("tcp")) {
          guesses.add(
              new Guess(component.name(), port.container(), port.host().isPresent() ? 0 : 1));
        }
      }
      if (!published) {
        component.expose().forEach(port -> guesses.add(new Guess(component.name(), port, 2)));
      }
    }
    guesses.stream()
        .filter(guess -> !NEVER.contains(guess.port))
        .sorted(Comparator.comparingInt(Guess::score))
        .map(guess -> new ComposeApp.Main(guess.component, guess.port))
        .forEach(found::add);
    return found.stream().distinct().toList();
  }

  private record Guess(String component, int port, int distance) {
    int score() {
      int usual = USUAL.indexOf(port);
      return distance * 1_000 + (usual < 0 ? 500 : usual);
    }
  }

  private Optional<ComposeApp.Main> declared() {
    return umbrel().or(this::casa).or(this::labelled);
  }

  /// Umbrel: a service `app_proxy` whose environment names the container and its port.
  private Optional<ComposeApp.Main> umbrel() {
    var proxy = root.at("services").at("app_proxy").at("environment").pairs();
    String host = proxy.getOrDefault("APP_HOST", Optional.empty()).orElse("");
    String port = proxy.getOrDefault("APP_PORT", Optional.empty()).orElse("");
    if (!isPort(port)) {
      return Optional.empty();
    }
    return components.stream()
        .map(Component::name)
        .filter(name -> host.equals(name) || host.contains("_" + name + "_"))
        .findFirst()
        .map(name -> new ComposeApp.Main(name, Integer.parseInt(port)));
  }

  /// CasaOS: `x-casaos` with the main service and the published port.
  private Optional<ComposeApp.Main> casa() {
    Node casa = root.at("x-casaos");
    if (!casa.isMap()) {
      return Optional.empty();
    }
    String main = casa.at("main").text().orElse("");
    String mapped = casa.at("port_map").text().orElse("");
    return components.stream()
        .filter(component -> main.isEmpty() || component.name().equals(main))
        .flatMap(component ->
            component.ports().stream()
                .filter(port -> port.host().map(String::valueOf).orElse("").equals(mapped))
                .map(port -> new ComposeApp.Main(component.name(), port.container())))
        .findFirst();
  }

  /// Traefik's label, which names the port that a reverse proxy should use.
  private Optional<ComposeApp.Main> labelled() {
    for (Component component : components) {
      for (var label : component.labels().entrySet()) {
        if (label.getKey().matches("traefik\\.http\\.services\\..+\\.loadbalancer\\.server\\.port")
            && isPort(label.getValue())) {
          return Optional.of(
              new ComposeApp.Main(component.name(), Integer.parseInt(label.getValue())));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isPort(String text) {
    return text.matches("[1-9]\\d{0,4}") && Integer.parseInt(text) <= Allowed.PORT_MAX;
  }
}
