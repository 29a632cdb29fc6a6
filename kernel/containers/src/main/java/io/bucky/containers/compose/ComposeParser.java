package io.bucky.containers.compose;

import io.bucky.base.Parsed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads a package's compose file: YAML, variables, services, and what opens in the browser.
public final class ComposeParser {
  private static final List<String> TOP_LEVEL =
      List.of("version", "name", "services", "networks", "volumes", "configs", "secrets");

  /// What catalogues of home apps take for granted.
  private static final Map<String, String> USUAL =
      Map.of("TZ", "Etc/UTC", "PUID", "1000", "PGID", "1000", "APP_DATA_DIR", ".");

  private final AppPackage files;
  private final Options options;
  private final Findings findings = new Findings();
  private final Budget budget = new Budget(findings);

  private ComposeParser(AppPackage files, Options options) {
    this.files = files;
    this.options = options;
  }

  /// Reads the compose file of `files`; never throws, whatever the bytes are.
  public static ComposeReading parse(AppPackage files, Options options) {
    return new ComposeParser(files, options).read();
  }

  /// @param name of the app; absent: the file's own, else its main component's
  /// @param env what the person filled in; stronger than `.env`
  /// @param main what the person chose to open
  public record Options(
      Optional<String> name, SortedMap<String, String> env, Optional<ComposeApp.Main> main) {
    public Options {
      env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
    }

    public static Options none() {
      return new Options(Optional.empty(), new TreeMap<>(), Optional.empty());
    }
  }

  private ComposeReading read() {
    Optional<String> path = files.composePath();
    if (path.isEmpty()) {
      findings.problem("", "the package has no docker-compose.yml or compose.yaml");
      return nothing();
    }
    byte[] bytes = files.file(path.get()).orElse(new byte[0]);
    return switch (YamlTree.parse(bytes)) {
      case Parsed.Malformed<YamlTree.Root>(var why) -> {
        findings.problem(path.get(), why);
        yield nothing();
      }
      case Parsed.Ok<YamlTree.Root>(var root) -> read(root.values());
    };
  }

  private ComposeReading nothing() {
    return new ComposeReading(
        Optional.empty(), findings.unsupported(), findings.problems(), List.of(), List.of());
  }

  private ComposeReading read(Map<String, @Nullable Object> raw) {
    SortedMap<String, String> values = values(new Node("", raw, findings));
    var variables = new Interpolation(values, findings, budget);
    Node root = new Node("", variables.fill(raw, ""), findings);
    topLevelKeys(root);
    var top = new TopLevel(root, files, values);
    var volumes = new TreeSet<String>();
    var linkNames = new TreeMap<String, List<String>>();
    var components = new ArrayList<Component>();
    var skipped = new TreeSet<String>();
    var services = root.at("services").entries();
    if (services.isEmpty()) {
      findings.problem("services", "the file has no services");
    }
    if (services.size() > ComposeApp.COMPONENTS_MAX) {
      findings.problem("services", "more than " + ComposeApp.COMPONENTS_MAX + " services");
      return nothing();
    }
    services.forEach((name, node) -> {
      if (name.equals("app_proxy") && node.at("image").absent()) {
        return; // Umbrel's way to name the main port
      }
      if (!node.at("profiles").texts().isEmpty()) {
        node.ignored("it belongs to a profile, and only the default profile runs");
        skipped.add(name);
        return;
      }
      if (!Allowed.COMPONENT.matcher(name).matches()) {
        node.problem("this is not a name of a service");
        return;
      }
      new ServiceReader(name, files, variables, budget, values, top, volumes, linkNames)
          .read(node)
          .ifPresent(components::add);
    });
    components.replaceAll(component ->
        linkNames.containsKey(component.name())
            ? component.alsoKnownAs(linkNames.get(component.name()))
            : component);
    List<Component> ordered = StartOrder.of(components, skipped, findings);
    List<ComposeApp.Main> candidates = new MainPort(root, ordered).candidates();
    var app = app(root, ordered, top, List.copyOf(volumes), candidates);
    return new ComposeReading(
        app, findings.unsupported(), findings.problems(), variables.variables(), candidates);
  }

  /// Values of variables: usual ones, then `.env`, then the person's.
  private SortedMap<String, String> values(Node root) {
    var values = new TreeMap<>(USUAL);
    String id = options.name().orElse(root.at("name").text().orElse("app"));
    values.put("AppID", id);
    values.put("APP_ID", id);
    var earlier = new Interpolation(values, findings, budget); // a line may use those before it
    files
        .text(".env")
        .filter(text -> budget.take(text.length(), ".env"))
        .ifPresent(text ->
            EnvFile.parse(text, ".env", findings)
                .forEach((name, value) -> values.put(name, earlier.fill(value, ".env"))));
    values.putAll(options.env());
    return values;
  }

  private void topLevelKeys(Node root) {
    root.entries()
        .forEach((key, node) -> {
          if (key.equals("include")) {
            node.fatal("other compose files are not read: write everything into one");
          } else if (!TOP_LEVEL.contains(key) && !key.startsWith("x-")) {
            node.ignored("this key is not known here");
          }
        });
  }

  private Optional<ComposeApp> app(
      Node root,
      List<Component> components,
      TopLevel top,
      List<String> volumes,
      List<ComposeApp.Main> candidates) {
    if (components.isEmpty()) {
      return Optional.empty();
    }
    Optional<ComposeApp.Main> main = options.main().filter(chosen -> known(chosen, components));
    if (options.main().isPresent() && main.isEmpty()) {
      findings.problem("main", "the chosen component is not in the file");
    }
    main = main.or(() -> candidates.stream().findFirst());
    String fallback =
        main.map(ComposeApp.Main::component).orElseGet(() -> components.getLast().name());
    var about = new About(root, files);
    String wanted = options.name().or(() -> root.at("name").text()).orElse(fallback);
    Optional<ComposeApp.Main> chosen = main;
    return switch (ComposeApp.nameFrom(wanted)) {
      case Parsed.Malformed<String>(var why) -> {
        findings.problem("name", why);
        yield Optional.empty();
      }
      case Parsed.Ok<String>(var name) -> {
        try {
          yield Optional.of(
              new ComposeApp(
                  name,
                  about.title().orElse(""),
                  about.description(),
                  about.icon(),
                  about.version(),
                  components,
                  new TreeMap<>(top.networks()),
                  volumes,
                  chosen));
        } catch (IllegalArgumentException e) {
          findings.problem("services", String.valueOf(e.getMessage()));
          yield Optional.empty();
        }
      }
    };
  }

  private static boolean known(ComposeApp.Main chosen, List<Component> components) {
    return chosen.port() >= 1
        && chosen.port() <= 65_535
        && components.stream().anyMatch(c -> c.name().equals(chosen.component()));
  }

  /// Title, words and picture, where a catalogue's extension has them.
  private static final class About {
    private final Node casa;
    private final Node umbrel;

    About(Node root, AppPackage files) {
      this.casa = root.at("x-casaos");
      var tree =
          files
              .file("umbrel-app.yml")
              .flatMap(bytes -> YamlTree.parse(bytes).toOptional())
              .orElse(new YamlTree.Root(new LinkedHashMap<>()));
      this.umbrel = new Node("umbrel-app.yml", tree.values(), new Findings());
    }

    Optional<String> title() {
      return localized(casa.at("title")).or(() -> plain(umbrel.at("name")));
    }

    String description() {
      return localized(casa.at("description"))
          .or(() -> localized(casa.at("tagline")))
          .or(() -> plain(umbrel.at("description")))
          .map(String::strip)
          .orElse("");
    }

    Optional<String> icon() {
      return plain(casa.at("icon"))
          .or(() -> plain(umbrel.at("icon")))
          .filter(url -> url.startsWith("https://") && url.length() < 2_000);
    }

    Optional<String> version() {
      return plain(umbrel.at("version"));
    }

    private static Optional<String> localized(Node node) {
      return node.isMap() ? plain(node.at("en_us")).or(() -> plain(node.at("en_US"))) : plain(node);
    }

    private static Optional<String> plain(Node node) {
      return node.value() instanceof String text && !text.isBlank()
          ? Optional.of(text)
          : Optional.empty();
    }
  }
}
