package io.bucky.containers;

import io.bucky.base.Parsed;
import io.bucky.containers.compose.Component;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.containers.compose.HostPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Reads app documents as upstream publishes them: one container from an image per architecture.
final class PublishedDocs {
  /// Other names of the web endpoint in documents of the first generation.
  private static final List<String> WEB_NAMES = List.of(AppDocs.WEB, "http", "web");

  private PublishedDocs() {}

  static Parsed<ComposeApp> app(JsonNode document, String architecture) {
    try {
      return read(document, architecture);
    } catch (IllegalArgumentException e) { // the model takes no part that is not allowed
      return Parsed.malformed(String.valueOf(e.getMessage()));
    }
  }

  private static Parsed<ComposeApp> read(JsonNode document, String architecture) {
    String name = document.path("name").asString("");
    String entry = architecture + "_docker_image";
    JsonNode image = document.path("pkg_list").path(entry);
    String imageName = image.path("docker_image_name").asString("");
    if (imageName.isEmpty()) {
      return Parsed.malformed(
          "the document of '" + name + "' names no image (pkg_list." + entry + ")");
    }
    for (JsonNode tips : List.of(tips(document))) {
      if (!tips.path("container_param").asString("").isBlank()) {
        return Parsed.malformed(
            "the document of '" + name + "' wants free engine options (container_param)");
      }
    }
    String digest = image.path("docker_image_digest").asString("");
    String reference = digest.isEmpty() ? imageName : imageName + "@" + digest;
    SortedMap<String, Integer> endpoints = endpoints(document);
    var ports = new ArrayList<Component.Port>();
    endpoints.values().stream()
        .distinct()
        .forEach(port -> ports.add(new Component.Port(port, Optional.empty(), "tcp", true)));
    List<Component.Mount> mounts =
        dataMounts(document).stream()
            .map(path ->
                new Component.Mount(
                    Component.Source.DATA, path.replaceFirst("^/+", ""), path, false))
            .toList();
    var only = Component.ofImage(name, reference, ports, mounts, environment(document));
    Optional<ComposeApp.Main> main =
        Optional.ofNullable(endpoints.get(AppDocs.WEB))
            .map(port -> new ComposeApp.Main(name, port));
    return Parsed.ok(
        new ComposeApp(
            name,
            document.path("show_name").asString(name),
            description(document),
            icon(document),
            Optional.ofNullable(document.path("version").asString(null)),
            List.of(only),
            new TreeMap<>(),
            List.of(),
            main));
  }

  /// Endpoint name to inner port, in either generation.
  static SortedMap<String, Integer> endpoints(JsonNode document) {
    var endpoints = new TreeMap<String, Integer>();
    JsonNode tips = tips(document);
    for (var endpoint : tips.path("service_endpoints").properties()) {
      port(endpoint.getValue().path("inner_port"))
          .ifPresent(port -> endpoints.put(endpoint.getKey(), port));
    }
    for (var endpoint : tips.path("service_ports").properties()) {
      port(endpoint.getValue()).ifPresent(port -> endpoints.put(endpoint.getKey(), port));
    }
    if (!endpoints.containsKey(AppDocs.WEB)) {
      WEB_NAMES.stream()
          .filter(endpoints::containsKey)
          .findFirst()
          .ifPresent(other -> endpoints.put(AppDocs.WEB, endpoints.get(other)));
    }
    return endpoints;
  }

  /// Container paths of the data that the document declares.
  static List<String> dataMounts(JsonNode document) {
    JsonNode tips = tips(document);
    var paths = new ArrayList<String>();
    tips.path("data_mount_points").properties().forEach(mount -> paths.add(mount.getKey()));
    for (JsonNode mount : tips.path("data_mount_point")) {
      paths.add(mount.asString(""));
    }
    return paths.stream()
        .map(HostPaths::normalize)
        .filter(path -> path.length() > 1)
        .distinct()
        .toList();
  }

  private static JsonNode tips(JsonNode document) {
    return document.has("service_config_tips")
        ? document.path("service_config_tips")
        : document.path("install_config_tips");
  }

  private static SortedMap<String, String> environment(JsonNode document) {
    var environment = new TreeMap<String, String>();
    for (var variable : tips(document).path("bash_envs").properties()) {
      JsonNode value = variable.getValue().path("value");
      if (value.isString()) {
        environment.put(variable.getKey(), value.asString());
      }
    }
    return environment;
  }

  private static Optional<Integer> port(JsonNode value) {
    return value.isIntegralNumber() && value.asLong() >= 1 && value.asLong() <= 65_535
        ? Optional.of((int) value.asLong())
        : Optional.empty();
  }

  private static String description(JsonNode document) {
    JsonNode description = document.path("description");
    return description.isString()
        ? description.asString()
        : description.path("detail").asString("");
  }

  private static Optional<String> icon(JsonNode document) {
    String url = document.path("app_icon_url").asString("");
    String newer = document.path("presentation").path("links").path("app_icon_url").asString("");
    return Optional.of(url.isEmpty() ? newer : url).filter(text -> !text.isEmpty());
  }
}
