package io.bucky.scheduler;

import io.bucky.base.Parsed;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.Entry;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.Jwt;
import io.bucky.identity.PublicKey;
import io.bucky.identity.ZoneDocument;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import io.bucky.zone.BootConfig;
import io.bucky.zone.InstanceReport;
import io.bucky.zone.NodeConfig;
import io.bucky.zone.UserSettings;
import io.bucky.zone.ZoneKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Reads a snapshot into a [ZoneView]. One unreadable value leaves out what it describes and
/// nothing else. Used once per snapshot.
final class ZoneReader {
  private static final Pattern APP_NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

  private static final long MIB = 1L << 20;

  /// Types of device whose tokens count.
  private static final Set<String> SPEAKING = Set.of(DeviceDocument.OOD, DeviceDocument.NODE);

  private final SortedMap<String, String> deviceDocs = new TreeMap<>();
  private final SortedMap<String, JsonNode> deviceInfos = new TreeMap<>();
  private final SortedMap<String, UserSettings> users = new TreeMap<>();
  private final List<ServiceView> services = new ArrayList<>();
  private final SortedMap<String, NodeConfig> configs = new TreeMap<>();
  private final SortedMap<String, SortedMap<String, InstanceReport>> reports = new TreeMap<>();
  private final SortedMap<String, ZoneView.Shortcut> shortcuts = new TreeMap<>();
  private final SortedMap<String, String> unreadable = new TreeMap<>();

  private ZoneReader() {}

  /// Empty before the zone has booted.
  static Optional<ZoneView> read(ConfigSnapshot snapshot, Instant now) {
    Optional<BootConfig> boot =
        snapshot
            .value(ZoneKeys.BOOT_CONFIG)
            .flatMap(text -> Json.read(text, BootConfig.class).toOptional());
    if (boot.isEmpty()) {
      return Optional.empty();
    }
    var reader = new ZoneReader();
    snapshot.entries().forEach(reader::take);
    return Optional.of(reader.view(boot.get(), now));
  }

  /// The claims of a document that is stored as JSON or as a JWT; an empty object for neither. Who
  /// signed it was checked by whoever wrote it under this key.
  static JsonNode claims(String document) {
    String text = document.strip();
    Parsed<JsonNode> parsed =
        text.startsWith("{") ? Json.parse(text) : Jwt.decode(text).map(Jwt::claims);
    return parsed.toOptional().orElseGet(Json::object);
  }

  private void take(ConfigKey key, Entry entry) {
    String[] part = key.text().split("/");
    switch (part[0]) {
      case "devices" -> takeDevice(part, entry.value());
      case "users" -> takeUser(key, part, entry);
      case "services" -> takeService(key, part, entry);
      case "nodes" -> {
        if (part.length == 3 && part[2].equals("config")) {
          Json.read(entry.value(), NodeConfig.class)
              .toOptional()
              .ifPresent(config -> configs.put(part[1], config));
        }
      }
      default -> {}
    }
  }

  private void takeDevice(String[] part, String value) {
    if (part.length != 3 || !Subjects.isName(part[1])) {
      return;
    }
    switch (part[2]) {
      case "doc" -> deviceDocs.put(part[1], value);
      case "info" -> deviceInfos.put(part[1], claims(value));
      default -> {}
    }
  }

  private void takeUser(ConfigKey key, String[] part, Entry entry) {
    if (part.length == 3 && part[2].equals("settings")) {
      Json.read(entry.value(), UserSettings.class)
          .toOptional()
          .ifPresent(settings -> users.put(part[1], settings));
    } else if (part.length == 5 && part[2].equals("apps") && part[4].equals("spec")) {
      String id = part[3] + "@" + part[1];
      switch (app(key, part[1], part[3], entry)) {
        case Parsed.Ok<ServiceView>(var service) -> services.add(service);
        case Parsed.Malformed<ServiceView>(var why) -> unreadable.put(id, why);
      }
    }
  }

  private void takeService(ConfigKey key, String[] part, Entry entry) {
    if (key.equals(ZoneKeys.GATEWAY_SETTINGS)) {
      takeShortcuts(claims(entry.value()));
    } else if (part.length == 3 && part[2].equals("spec") && Subjects.isName(part[1])) {
      switch (kernelService(key, part[1], entry)) {
        case Parsed.Ok<ServiceView>(var service) -> services.add(service);
        case Parsed.Malformed<ServiceView>(var why) -> unreadable.put(part[1], why);
      }
    } else if (part.length == 4 && part[2].equals("instances")) {
      Json.read(entry.value(), InstanceReport.class)
          .toOptional()
          .ifPresent(report ->
              reports.computeIfAbsent(part[1], _ -> new TreeMap<>()).put(part[3], report));
    }
  }

  private void takeShortcuts(JsonNode settings) {
    settings
        .path("shortcuts")
        .forEachEntry((label, target) -> {
          String app = target.path("app_id").asString("");
          String user = target.path("user_id").asString("");
          if (!app.isEmpty()) {
            shortcuts.put(
                label,
                new ZoneView.Shortcut(user.isEmpty() ? Optional.empty() : Optional.of(user), app));
          }
        });
  }

  private static Parsed<ServiceView> app(ConfigKey key, String user, String app, Entry entry) {
    if (!APP_NAME.matcher(app).matches()) {
      return Parsed.malformed("'" + app + "' is not an app name");
    }
    if (entry.value().length() > AppSpec.CHARS_MAX) {
      return Parsed.malformed("it is longer than " + AppSpec.CHARS_MAX + " characters");
    }
    return Json.parse(entry.value())
        .flatMap(tree ->
            Json.read(tree, AppSpec.class)
                .flatMap(spec -> {
                  if (!app.equals(spec.appName()) || !user.equals(spec.userId())) {
                    return Parsed.malformed("the spec names another app or user");
                  }
                  return service(key, app + "@" + user, Optional.of(spec), tree, entry);
                }));
  }

  private static Parsed<ServiceView> kernelService(ConfigKey key, String name, Entry entry) {
    return Json.parse(entry.value())
        .flatMap(tree -> service(key, name, Optional.empty(), tree, entry));
  }

  private static Parsed<ServiceView> service(
      ConfigKey key, String id, Optional<AppSpec> app, JsonNode tree, Entry entry) {
    Optional<SpecState> state = SpecState.read(tree.path("state").asString("new"));
    if (state.isEmpty()) {
      return Parsed.malformed("unknown state '" + tree.path("state").asString("") + "'");
    }
    int wanted = tree.path("expected_instance_count").asInt(1);
    boolean enabled = tree.path("enable").asBoolean(true);
    return Parsed.ok(
        new ServiceView(
            id,
            key,
            entry.version(),
            app,
            tree,
            enabled || state.get() == SpecState.DELETED ? state.get() : SpecState.DISABLED,
            Math.max(0, wanted),
            needs(tree, app.isPresent())));
  }

  private static ServiceView.Needs needs(JsonNode tree, boolean container) {
    JsonNode asked = tree.path("app_doc").path("req_capbilities");
    return new ServiceView.Needs(
        container,
        Math.max(0, asked.path("cpu").asLong(0)),
        Math.max(0, asked.path("memory").asLong(0)) * MIB,
        text(tree, "node_affinity"),
        text(tree, "network_affinity"));
  }

  private static Optional<String> text(JsonNode tree, String member) {
    String value = tree.path(member).asString("");
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private ZoneView view(BootConfig boot, Instant now) {
    Optional<PublicKey> ownerKey =
        ZoneDocument.parse(boot.zoneDocument()).toOptional().map(ZoneDocument::key);
    var names = new TreeSet<>(deviceInfos.keySet());
    names.addAll(deviceDocs.keySet());
    var nodes = new TreeMap<String, NodeView>();
    for (String name : names) {
      String doc = deviceDocs.getOrDefault(name, "{}");
      Optional<NodeView.Key> key =
          ownerKey
              .flatMap(owner -> DeviceDocument.verified(doc, owner, now).toOptional())
              .filter(document -> document.name().equals(name))
              .filter(document -> SPEAKING.contains(document.type()))
              .map(document -> new NodeView.Key(document.key().x(), document.isOod()));
      JsonNode info = deviceInfos.getOrDefault(name, Json.object());
      nodes.put(name, NodeView.of(name, info, claims(doc), key));
    }
    services.sort(Comparator.comparingInt(ServiceView::order).thenComparing(ServiceView::id));
    return new ZoneView(
        ZoneOwner.zone(boot, ownerKey, nodes, users),
        nodes,
        users,
        List.copyOf(services),
        configs,
        reports,
        shortcuts,
        unreadable);
  }
}
