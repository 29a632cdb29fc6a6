package io.bucky.containers;

import io.bucky.base.Parsed;
import io.bucky.base.RestartPolicy;
import io.bucky.containers.Permission.Risk;
import io.bucky.containers.compose.Component;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.zone.AppSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Makes a [RunPlan]: names, networks, ports and policies; storage and the create bodies are made
/// by [Storage] and [CreateBody].
final class RunPlanner {
  static final String DEFAULT_NETWORK = "default";
  private static final int RESTARTS_ON_FAILURE = 10;

  private final AppSpec spec;
  private final NodeContext node;
  private final ComposeApp app;
  private final AppSpec.Config config;
  private final Set<String> granted;
  private final AppKey key;

  private RunPlanner(
      AppSpec spec, NodeContext node, ComposeApp app, AppSpec.Config config, Set<String> granted) {
    this.spec = spec;
    this.node = node;
    this.app = app;
    this.config = config;
    this.granted = granted;
    this.key = new AppKey(node.zoneId(), spec.userId(), spec.appName());
  }

  static Parsed<RunPlan> plan(AppSpec spec, NodeContext node) {
    if (!isName(spec.userId(), spec.appName())) {
      return Parsed.malformed(
          "'" + spec.appName() + "' of '" + spec.userId() + "' is not a name of an app");
    }
    try {
      return AppDocs.app(spec.appDoc(), node.architecture()).flatMap(app -> plan(spec, node, app));
    } catch (IllegalArgumentException e) { // the model takes no part that is not allowed
      return Parsed.malformed(String.valueOf(e.getMessage()));
    }
  }

  /// Whether both can be names of folders.
  static boolean isName(String owner, String app) {
    return app.matches("[a-z][a-z0-9-]{0,30}") && owner.matches("[a-z0-9][a-z0-9_-]{0,31}");
  }

  private static Parsed<RunPlan> plan(AppSpec spec, NodeContext node, ComposeApp app) {
    AppSpec.Config config = config(spec);
    List<Permission> asked = Permissions.of(app);
    Set<String> granted = Permissions.granted(asked, config.grants());
    for (Permission permission : asked) {
      if (permission.risk() == Risk.REFUSED) {
        return Parsed.malformed("the app asks for what no app gets: " + permission.id());
      }
      if (permission.required() && !granted.contains(permission.id())) {
        return Parsed.malformed("the app needs the permission " + permission.id());
      }
    }
    if (app.components().isEmpty()) {
      return Parsed.malformed("the app has no container");
    }
    return new RunPlanner(spec, node, app, config, granted).plan();
  }

  /// What was chosen, in either generation of the specification.
  private static AppSpec.Config config(AppSpec spec) {
    boolean empty =
        spec.specConfig().serviceConfig().isEmpty() && spec.specConfig().grants().isEmpty();
    return empty ? spec.installConfig().orElse(spec.specConfig()) : spec.specConfig();
  }

  private Parsed<RunPlan> plan() {
    var storage = new Storage(spec, node, app, config, granted);
    var containers = new ArrayList<RunPlan.Container>();
    var networks = new TreeSet<String>();
    for (Component component : app.components()) {
      List<CreateBody.Published> ports = published(component);
      List<RunPlan.Attachment> attachments = attachments(component, !ports.isEmpty());
      attachments.forEach(attachment -> networks.add(attachment.network()));
      containers.add(container(component, ports, attachments, storage));
    }
    if (storage.problem().isPresent()) {
      return Parsed.malformed(storage.problem().get());
    }
    return Parsed.ok(
        new RunPlan(
            key,
            spec.generation(),
            node.layout(),
            storage.hostPaths(),
            networks.stream().map(this::network).toList(),
            storage.volumes(),
            storage.folders(),
            storage.files(),
            storage.seeds(),
            containers));
  }

  private RunPlan.Container container(
      Component component,
      List<CreateBody.Published> ports,
      List<RunPlan.Attachment> attachments,
      Storage storage) {
    boolean main = isMain(component);
    SortedMap<String, String> environment = new TreeMap<>(component.run().environment());
    if (!spec.appDoc().has("compose")) {
      environment.putAll(config.bashEnvs());
    }
    if (main) {
      environment.putAll(AppEnvironment.of(spec, node));
    }
    var body =
        new CreateBody(component, granted, environment, labels(component))
            .image(image(component))
            .ports(ports)
            .memoryBytes(memoryBytes(component))
            .processes(component.limits().pids().orElse(limits().processes()))
            .mounts(storage.mounts(component, main));
    return new RunPlan.Container(
        component.name(),
        containerName(component),
        image(component),
        body.json(),
        attachments,
        component.dependsOn(),
        restart(component, main),
        main,
        component.healthcheck().map(check -> !check.test().equals(List.of("NONE"))).orElse(false));
  }

  private boolean isMain(Component component) {
    return main().map(main -> main.component().equals(component.name())).orElse(false)
        || app.components().size() == 1;
  }

  /// The person's choice, else the file's.
  private Optional<ComposeApp.Main> main() {
    return Optional.ofNullable(config.serviceConfig().get(AppDocs.WEB))
        .flatMap(web ->
            web.component()
                .or(() -> app.main().map(ComposeApp.Main::component))
                .map(component -> new ComposeApp.Main(component, web.innerPort())))
        .filter(main -> app.component(main.component()).isPresent())
        .or(app::main);
  }

  private String containerName(Component component) {
    return app.components().size() == 1 ? key.prefix() : key.prefix() + "-" + component.name();
  }

  private String image(Component component) {
    boolean published = !spec.appDoc().has("compose");
    return node.imageRepository()
        .filter(repository -> published && !repository.isBlank())
        .map(repository -> repository.replaceAll("/+$", "") + "/" + component.image())
        .orElse(component.image());
  }

  private RestartPolicy restart(Component component, boolean main) {
    return switch (component.restart().policy()) {
      case ALWAYS -> RestartPolicy.always();
      case ON_FAILURE ->
          RestartPolicy.onFailure(component.restart().most().orElse(RESTARTS_ON_FAILURE));
      case NO -> main ? RestartPolicy.always() : RestartPolicy.never();
    };
  }

  /// What the specification says; what it leaves out is as usual, since the engine takes 0 for
  /// none.
  private AppSpec.Limits limits() {
    AppSpec.Limits usual = AppSpec.Limits.standard();
    AppSpec.Limits own = config.limits();
    return new AppSpec.Limits(
        own.memoryMib() > 0 ? own.memoryMib() : usual.memoryMib(),
        own.processes() > 0 ? own.processes() : usual.processes());
  }

  /// The component's own limit within the app's, else an equal share of what the others leave.
  private long memoryBytes(Component component) {
    long total = (long) limits().memoryMib() << 20;
    Optional<Long> own = component.limits().memoryBytes();
    if (own.isPresent()) {
      return Math.min(own.get(), total);
    }
    long taken =
        app.components().stream().mapToLong(other -> other.limits().memoryBytes().orElse(0L)).sum();
    long sharing =
        app.components().stream().filter(other -> other.limits().memoryBytes().isEmpty()).count();
    long least = Math.min(total, 512L << 20);
    return Math.max(least, (total - Math.min(taken, total)) / Math.max(1, sharing));
  }

  /// Loopback ports for the gateway, and ports of the machine that were granted.
  private List<CreateBody.Published> published(Component component) {
    var ports = new ArrayList<CreateBody.Published>();
    SortedMap<String, AppSpec.Endpoint> endpoints = new TreeMap<>(config.serviceConfig());
    main()
        .ifPresent(main ->
            endpoints.put(
                AppDocs.WEB,
                new AppSpec.Endpoint("http", main.port(), Optional.of(main.component()))));
    endpoints.forEach((name, endpoint) -> {
      Integer host = node.servicePorts().get(name);
      boolean here = endpoint.component().map(component.name()::equals).orElse(isMain(component));
      if (host != null && here) {
        String protocol = endpoint.protocol().equals("udp") ? "udp" : "tcp";
        ports.add(new CreateBody.Published(endpoint.innerPort(), protocol, "127.0.0.1", host));
      }
    });
    for (Component.Port port : component.ports()) {
      int host = port.host().orElse(0);
      if (host > 0 && granted.contains(Permissions.port(port, host))) {
        ports.add(new CreateBody.Published(port.container(), port.protocol(), "0.0.0.0", host));
      }
    }
    return ports;
  }

  private RunPlan.Network network(String name) {
    boolean internal =
        Optional.ofNullable(app.networks().get(name))
            .map(ComposeApp.Network::internal)
            .orElse(false);
    String base = "bucky-" + key.prefix();
    String full = name.equals(DEFAULT_NETWORK) ? base : base + "-" + name;
    return new RunPlan.Network(name, full, internal);
  }

  /// A published port needs a network with a way out.
  private List<RunPlan.Attachment> attachments(Component component, boolean published) {
    var aliases = List.of(component.name(), app.name() + "_" + component.name() + "_1");
    var attachments = new ArrayList<RunPlan.Attachment>();
    component
        .networks()
        .forEach((network, more) -> {
          var all = new ArrayList<>(aliases);
          all.addAll(more);
          attachments.add(new RunPlan.Attachment(network, all.stream().distinct().toList()));
        });
    boolean closed =
        attachments.stream()
            .allMatch(attachment ->
                app.networks().containsKey(attachment.network())
                    && app.networks().get(attachment.network()).internal());
    if (attachments.isEmpty() || (closed && published)) {
      attachments.add(new RunPlan.Attachment(DEFAULT_NETWORK, aliases));
    }
    return attachments;
  }

  private SortedMap<String, String> labels(Component component) {
    var labels = new TreeMap<String, String>();
    component.labels().entrySet().stream()
        .filter(own -> !own.getKey().startsWith("buckyos.") && !own.getKey().startsWith("com."))
        .forEach(own -> labels.put(own.getKey(), own.getValue()));
    labels.put(Labels.APP, key.app());
    labels.put(Labels.OWNER, key.owner());
    labels.put(Labels.FULL_APP, key.fullId());
    labels.put(Labels.COMPONENT, component.name());
    labels.put(Labels.ZONE, key.zone());
    labels.put(Labels.GENERATION, Long.toString(spec.generation()));
    var image = spec.appDoc().path("pkg_list").path(node.architecture() + "_docker_image");
    labels.put(Labels.PACKAGE, image.path("pkg_objid").asString(""));
    labels.put(Labels.IMAGE_DIGEST, image.path("docker_image_digest").asString(""));
    return labels;
  }
}
