package io.bucky.containers;

import io.bucky.base.Parsed;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Between an app's document and the model that is run.
///
/// A compose app's document carries the whole model as its member `compose`; any other document is
/// read as upstream writes it, in both generations (`service_config_tips`, `install_config_tips`).
public final class AppDocs {
  /// The endpoint that opens in the browser.
  public static final String WEB = "www";

  private AppDocs() {}

  /// The document of a compose app; the model is its member `compose`.
  public static ObjectNode ofCompose(ComposeApp app) {
    ObjectNode document = start(app.name(), app.title(), app.version().orElse("1.0.0"));
    document.put("description", app.description());
    app.icon()
        .ifPresent(url -> {
          document.put("app_icon_url", url);
          document
              .putObject("presentation")
              .put("title", app.title())
              .putObject("links")
              .put("app_icon_url", url);
        });
    document.putObject("pkg_list");
    ObjectNode tips = document.putObject("service_config_tips");
    ObjectNode endpoints = tips.putObject("service_endpoints");
    app.main().ifPresent(main -> web(endpoints, main.port()).put("component", main.component()));
    document.set("compose", Json.tree(app));
    return document;
  }

  /// The document of a plain image with one web port.
  public static ObjectNode ofImage(
      String name, String image, int port, SortedMap<String, String> environment) {
    ObjectNode document = start(name, name, "1.0.0");
    document.put("description", "");
    ObjectNode packages = document.putObject("pkg_list");
    for (String architecture : List.of("amd64", "aarch64")) {
      packages
          .putObject(architecture + "_docker_image")
          .put("pkg_id", name + "-img")
          .put("docker_image_name", image);
    }
    ObjectNode tips = document.putObject("service_config_tips");
    web(tips.putObject("service_endpoints"), port);
    ObjectNode variables = tips.putObject("bash_envs");
    environment.forEach((variable, value) ->
        variables
            .putObject(variable)
            .put("required", false)
            .put("description", "")
            .put("value", value));
    return document;
  }

  private static ObjectNode start(String name, String title, String version) {
    ObjectNode document = Json.object();
    document.put("doc_type", "app").put("name", name).put("show_name", title);
    document.put("version", version).put("selector_type", "single");
    document.putArray("categories").add("service");
    return document;
  }

  private static ObjectNode web(ObjectNode endpoints, int port) {
    ObjectNode endpoint = endpoints.putObject(WEB);
    endpoint.put("protocol", "http").put("inner_port", port).put("required", true);
    ObjectNode expose = endpoint.putObject("expose");
    expose.putObject("route").put("type", "web");
    expose.put("allow_guest", false);
    return endpoint;
  }

  /// The model in `document`: its member `compose`, or one container from its `pkg_list` and its
  /// `service_config_tips` or `install_config_tips`. Both names of an app, the document's and the
  /// model's, are one: the first names its folders and its token, the second its key.
  ///
  /// @param architecture `amd64` or `aarch64`, for its image
  public static Parsed<ComposeApp> app(JsonNode document, String architecture) {
    if (!document.has("compose")) {
      return PublishedDocs.app(document, architecture);
    }
    String name = document.path("name").asString("");
    return Json.read(document.path("compose"), ComposeApp.class)
        .flatMap(app ->
            app.name().equals(name)
                ? Parsed.ok(app)
                : Parsed.malformed(
                    "the document is of '%s', its containers are of '%s'"
                        .formatted(name, app.name())));
  }

  /// What a fresh installation starts with: where it listens, and how it is reached.
  ///
  /// @param allowGuest true: no login before the app
  public static AppSpec.Config standardConfig(
      JsonNode document, ComposeApp app, boolean allowGuest) {
    var endpoints = new TreeMap<String, AppSpec.Endpoint>();
    PublishedDocs.endpoints(document)
        .forEach((name, port) ->
            endpoints.put(name, new AppSpec.Endpoint("http", port, Optional.empty())));
    app.main()
        .ifPresent(main ->
            endpoints.put(
                WEB, new AppSpec.Endpoint("http", main.port(), Optional.of(main.component()))));
    var exposed = new TreeMap<String, AppSpec.Expose>();
    if (endpoints.containsKey(WEB)) {
      var route = new AppSpec.Expose.Route("web", List.of(), Optional.empty());
      exposed.put(WEB, new AppSpec.Expose(route, allowGuest));
    }
    return new AppSpec.Config(
        endpoints, exposed, new TreeMap<>(), new TreeMap<>(), List.of(), AppSpec.Limits.standard());
  }
}
