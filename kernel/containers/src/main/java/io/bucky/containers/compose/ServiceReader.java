package io.bucky.containers.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads one entry of `services` into a [Component]. One reading, one reader, one component.
final class ServiceReader {
  /// Keys that mean nothing to us, and why nothing is lost.
  private static final SortedMap<String, String> WITHOUT_EFFECT = new TreeMap<>();

  static {
    WITHOUT_EFFECT.put("logging", "logs are kept by the zone");
    WITHOUT_EFFECT.put("platform", "images are those of this machine's architecture");
    WITHOUT_EFFECT.put("dns", "names are resolved by the app's network");
    WITHOUT_EFFECT.put("dns_search", "names are resolved by the app's network");
    WITHOUT_EFFECT.put("dns_opt", "names are resolved by the app's network");
    WITHOUT_EFFECT.put("domainname", "containers have no domain");
    WITHOUT_EFFECT.put("mac_address", "addresses are given out by the engine");
    WITHOUT_EFFECT.put("external_links", "an app cannot reach another app's containers");
    WITHOUT_EFFECT.put("cgroup_parent", "limits are set by the zone");
    WITHOUT_EFFECT.put("mem_reservation", "only upper limits are set");
    WITHOUT_EFFECT.put("memswap_limit", "containers do not swap");
    WITHOUT_EFFECT.put("mem_swappiness", "containers do not swap");
    WITHOUT_EFFECT.put("oom_kill_disable", "a container that takes too much memory is ended");
    WITHOUT_EFFECT.put("oom_score_adj", "limits are set by the zone");
    WITHOUT_EFFECT.put("cpu_shares", "only upper limits are set");
    WITHOUT_EFFECT.put("cpu_quota", "use cpus");
    WITHOUT_EFFECT.put("cpu_period", "use cpus");
    WITHOUT_EFFECT.put("cpuset", "use cpus");
    WITHOUT_EFFECT.put("cpu_count", "use cpus");
    WITHOUT_EFFECT.put("cpu_percent", "use cpus");
    WITHOUT_EFFECT.put("blkio_config", "disks are not rationed");
    WITHOUT_EFFECT.put("storage_opt", "disks are not rationed");
    WITHOUT_EFFECT.put("runtime", "the engine's own runtime is used");
    WITHOUT_EFFECT.put("gpus", "graphics cards cannot be given to an app yet");
    WITHOUT_EFFECT.put("post_start", "hooks are not run");
    WITHOUT_EFFECT.put("pre_stop", "hooks are not run");
    WITHOUT_EFFECT.put("credential_spec", "there are no Windows containers");
    WITHOUT_EFFECT.put("pull_policy", "images are pulled when they are not here");
    WITHOUT_EFFECT.put("annotations", "only labels are set");
    WITHOUT_EFFECT.put("attach", "apps run in the background");
    WITHOUT_EFFECT.put("develop", "it is for the author's machine");
    WITHOUT_EFFECT.put("label_file", "write the labels under labels");
    WITHOUT_EFFECT.put("isolation", "there are no Windows containers");
  }

  /// Read elsewhere.
  private static final Set<String> READ = Set.of("profiles", "image");

  private static final SortedMap<String, String> IMPOSSIBLE =
      new TreeMap<>(
          java.util.Map.of(
              "extends", "write the service out in full: other files are not read",
              "volumes_from", "name the volumes: those of another container cannot be taken over",
              "provider", "only containers are run",
              "models", "models are not run"));

  private final String name;
  private final AppPackage files;
  private final Interpolation variables;
  private final Budget budget;
  private final SortedMap<String, String> values;
  private final MountReader mounts;
  private final TopLevel top;
  private final HardeningReader hardening = new HardeningReader();
  private final RunReader run = new RunReader();
  private final SortedMap<String, String> fromFiles = new TreeMap<>();
  private final SortedMap<String, String> environment = new TreeMap<>();
  private final SortedMap<String, List<String>> networks = new TreeMap<>();
  private final SortedMap<String, List<String>> linkNames;
  private final SortedMap<String, String> labels = new TreeMap<>();
  private final List<Component.Dependency> dependencies = new ArrayList<>();
  private List<Component.Port> ports = List.of();
  private List<Integer> expose = List.of();
  private Optional<Component.Healthcheck> health = Optional.empty();
  private Component.Restart restart =
      new Component.Restart(Component.RestartPolicyName.NO, Optional.empty());
  private final LimitsReader limits = new LimitsReader();
  private Optional<String> containerName = Optional.empty();

  ServiceReader(
      String name,
      AppPackage files,
      Interpolation variables,
      Budget budget,
      SortedMap<String, String> values,
      TopLevel top,
      Set<String> usedVolumes,
      SortedMap<String, List<String>> linkNames) {
    this.linkNames = linkNames;
    this.name = name;
    this.files = files;
    this.variables = variables;
    this.budget = budget;
    this.values = values;
    this.top = top;
    this.mounts = new MountReader(name, files, top, usedVolumes);
  }

  /// Empty when there is nothing to run.
  Optional<Component> read(Node node) {
    node.entries().forEach(this::takeOrSayWhyNot);
    Optional<String> image = node.at("image").text().filter(text -> !text.isBlank());
    if (image.isEmpty()) {
      if (node.at("build").absent()) {
        node.problem("it names no image");
      } else {
        node.at("build").fatal("images are not built here: build it elsewhere, name it in image");
      }
      return Optional.empty();
    }
    if (!Allowed.IMAGE.matcher(image.get()).matches()) {
      node.at("image").problem("'" + Node.shown(image.get()) + "' is not the name of an image");
      return Optional.empty();
    }
    fromFiles.putAll(environment);
    containerName.filter(other -> !other.equals(name)).ifPresent(this::addAlias);
    try {
      return Optional.of(component(image.get()));
    } catch (IllegalArgumentException e) {
      node.problem(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Component component(String image) {
    return new Component(
        name,
        image,
        run.done(fromFiles),
        ports,
        expose,
        mounts.mounts(),
        dependencies,
        health,
        restart,
        networks,
        labels,
        hardening.done(mounts),
        limits.done());
  }

  /// What a part of the model does not take is a problem of its key.
  private void takeOrSayWhyNot(String key, Node node) {
    try {
      take(key, node);
    } catch (IllegalArgumentException e) {
      node.problem(String.valueOf(e.getMessage()));
    }
  }

  private void take(String key, Node node) {
    if (node.absent() || key.startsWith("x-") || READ.contains(key)) {
      return;
    }
    if (run.take(key, node) || hardening.take(key, node) || limits.take(key, node)) {
      return;
    }
    switch (key) {
      case "container_name" -> {
        node.ignored("containers are named after their app; the name still resolves inside it");
        containerName = node.text().filter(text -> text.matches("[\\w.-]{1,63}"));
      }
      case "build" -> node.ignored("the image is pulled, not built");
      case "ports" -> ports = PortReader.ports(node);
      case "expose" -> expose = PortReader.expose(node);
      case "volumes" -> mounts.volumes(node);
      case "tmpfs" -> mounts.tmpfs(node);
      case "configs" -> mounts.texts(node, "configs", "/");
      case "secrets" -> mounts.texts(node, "secrets", "/run/secrets/");
      case "environment" -> environment(node);
      case "env_file" -> environmentFiles(node);
      case "depends_on" -> dependsOn(node);
      case "links" -> links(node);
      case "healthcheck" -> health = HealthReader.read(node);
      case "restart" -> restart = restart(node);
      case "networks" -> networks(node);
      case "network_mode" -> networkMode(node);
      case "labels" -> node.pairs().forEach((k, v) -> labels.put(k, v.orElse("")));
      case "deploy" -> limits.deploy(node).ifPresent(asked -> restart = asked);
      case "scale" -> node.ignored("one container of each service runs");
      default -> {
        if (IMPOSSIBLE.containsKey(key)) {
          node.fatal(IMPOSSIBLE.getOrDefault(key, ""));
        } else {
          node.ignored(WITHOUT_EFFECT.getOrDefault(key, "this key is not known here"));
        }
      }
    }
  }

  private void environment(Node node) {
    node.pairs()
        .forEach((variable, value) -> {
          if (value.isEmpty()) {
            variables.mention(variable);
          }
          Optional<String> given = value.or(() -> Optional.ofNullable(values.get(variable)));
          given.ifPresent(text -> environment.put(variable, text));
        });
  }

  private void environmentFiles(Node node) {
    for (Node item : node.isList() ? node.items() : List.of(node)) {
      Node path = item.isMap() ? item.at("path") : item;
      boolean required = !item.isMap() || item.at("required").bool().orElse(true);
      String text = path.text().orElse("");
      Optional<String> content = AppPackage.normalPath(text).toOptional().flatMap(files::text);
      if (item.isMap()) {
        item.nameUnknown(List.of("path", "required"));
      }
      if (content.isPresent()) {
        if (!budget.take(content.get().length(), path.path())) {
          return;
        }
        EnvFile.parse(content.get(), text, node.findings())
            .forEach((variable, value) ->
                fromFiles.put(variable, variables.fill(value, text + ":" + variable)));
      } else if (required) {
        path.problem("the file '" + Node.shown(text) + "' is not in the package");
      }
    }
  }

  private void dependsOn(Node node) {
    if (node.isList()) {
      node.texts()
          .forEach(other ->
              dependencies.add(new Component.Dependency(other, Component.Condition.STARTED, true)));
      return;
    }
    node.entries()
        .forEach((other, item) -> {
          item.nameUnknown(List.of("condition", "required"));
          Component.Condition condition =
              switch (item.at("condition").text().orElse("service_started")) {
                case "service_started" -> Component.Condition.STARTED;
                case "service_healthy" -> Component.Condition.HEALTHY;
                case "service_completed_successfully" -> Component.Condition.COMPLETED;
                default -> {
                  item.at("condition").problem("not a condition of the Compose Specification");
                  yield Component.Condition.STARTED;
                }
              };
          boolean required = item.at("required").bool().orElse(true);
          dependencies.add(new Component.Dependency(other, condition, required));
        });
  }

  private void links(Node node) {
    for (String link : node.texts()) {
      int colon = link.indexOf(':');
      String other = colon < 0 ? link : link.substring(0, colon);
      String called = link.substring(colon + 1);
      if (!Allowed.ALIAS.matcher(called).matches()) {
        node.problem("'" + Node.shown(called) + "' is not a name in a network");
      } else if (!called.equals(other)) {
        linkNames.computeIfAbsent(other, _ -> new ArrayList<>()).add(called);
      }
      if (dependencies.stream().noneMatch(known -> known.component().equals(other))) {
        dependencies.add(new Component.Dependency(other, Component.Condition.STARTED, true));
      }
    }
  }

  private static Component.Restart restart(Node node) {
    String text = node.text().orElse("no");
    int colon = text.indexOf(':');
    String policy = colon < 0 ? text : text.substring(0, colon);
    return switch (policy) {
      case "no", "false", "" ->
          new Component.Restart(Component.RestartPolicyName.NO, Optional.empty());
      case "always", "unless-stopped" ->
          new Component.Restart(Component.RestartPolicyName.ALWAYS, Optional.empty());
      case "on-failure" ->
          new Component.Restart(
              Component.RestartPolicyName.ON_FAILURE,
              colon < 0
                  ? Optional.empty()
                  : new Node(node.path(), text.substring(colon + 1), node.findings())
                      .integer(0, 1_000));
      default -> {
        node.problem("'" + Node.shown(text) + "' is not a restart policy");
        yield new Component.Restart(Component.RestartPolicyName.NO, Optional.empty());
      }
    };
  }

  private void networks(Node node) {
    if (node.isList()) {
      node.texts().forEach(network -> join(node, network, List.of()));
      return;
    }
    node.entries()
        .forEach((network, item) -> {
          item.nameUnknown(List.of("aliases"));
          join(item, network, item.at("aliases").texts());
        });
  }

  private void join(Node node, String network, List<String> aliases) {
    if (!network.equals("default") && !top.networks().containsKey(network)) {
      node.problem("the network '" + Node.shown(network) + "' is not in the top-level networks");
      return;
    }
    networks.put(network, aliases.stream().filter(a -> a.matches("[\\w.-]{1,63}")).toList());
  }

  /// Files that name their containers also use these names as host names.
  private void addAlias(String alias) {
    networks.putAll(Component.alsoKnownAs(networks, List.of(alias)));
  }

  private void networkMode(Node node) {
    switch (node.text().orElse("")) {
      case "host" -> hardening.hostNetwork(node);
      case "", "bridge", "default" -> {}
      default -> node.fatal("only networks of the app itself can be joined");
    }
  }
}
