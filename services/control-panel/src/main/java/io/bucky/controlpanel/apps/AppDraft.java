package io.bucky.controlpanel.apps;

import io.bucky.api.panel.InstallApi.MainEndpoint;
import io.bucky.api.panel.InstallApi.Source;
import io.bucky.base.Parsed;
import io.bucky.containers.AppDocs;
import io.bucky.containers.NodeContext;
import io.bucky.containers.Permission;
import io.bucky.containers.Permissions;
import io.bucky.containers.compose.AppPackage;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.containers.compose.ComposeParser;
import io.bucky.containers.compose.ComposeReading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An app that somebody wants to install, read and not yet judged.
///
/// @param reading what was understood; of an image or a published document it has no findings
/// @param files that came along; empty unless it is a compose folder
/// @param document the published document, when the app came as one
record AppDraft(ComposeReading reading, Optional<AppPackage> files, Optional<ObjectNode> document) {
  private static final int IMAGE_CHARS_MAX = 512;

  /// @param name chosen by the person; stronger than what the source says
  /// @param env what the person filled in
  static Parsed<AppDraft> of(
      Source source,
      Optional<String> name,
      SortedMap<String, String> env,
      Optional<MainEndpoint> main) {
    Optional<ComposeApp.Main> opens;
    try {
      opens = main.map(it -> new ComposeApp.Main(it.component(), it.port()));
    } catch (IllegalArgumentException e) {
      return Parsed.malformed("main: " + e.getMessage());
    }
    var values = new TreeMap<>(source.env());
    values.putAll(env);
    return switch (source.kind()) {
      case "compose" -> compose(source, name.or(source::name), values, opens);
      case "image" -> image(source, name.or(source::name), values);
      case "app_doc" -> document(source.appDoc(), name);
      default ->
          Parsed.malformed("source.kind is '" + source.kind() + "', not compose, image or app_doc");
    };
  }

  private static Parsed<AppDraft> compose(
      Source source,
      Optional<String> name,
      SortedMap<String, String> env,
      Optional<ComposeApp.Main> main) {
    var contents = new TreeMap<String, String>();
    for (var file : source.files()) {
      if (contents.put(file.path(), file.content()) != null) {
        return Parsed.malformed("the package has " + file.path() + " twice");
      }
    }
    return AppPackage.ofBase64(contents)
        .map(files -> {
          var options = new ComposeParser.Options(name, env, main);
          return new AppDraft(
              ComposeParser.parse(files, options), Optional.of(files), Optional.empty());
        });
  }

  private static Parsed<AppDraft> image(
      Source source, Optional<String> name, SortedMap<String, String> env) {
    String image = source.image().orElse("");
    int port = source.port().orElse(0);
    if (image.isBlank()
        || image.length() > IMAGE_CHARS_MAX
        || image.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      return Parsed.malformed("source.image is not the name of an image");
    }
    if (port < 1 || port > 65_535) {
      return Parsed.malformed("source.port is not a port");
    }
    String last = image.substring(image.lastIndexOf('/') + 1).split("[:@]", 2)[0];
    return ComposeApp.nameFrom(name.orElse(last))
        .flatMap(app -> document(Optional.of(AppDocs.ofImage(app, image, port, env)), name));
  }

  private static Parsed<AppDraft> document(Optional<JsonNode> given, Optional<String> name) {
    if (given.isEmpty() || !(given.get() instanceof ObjectNode)) {
      return Parsed.malformed("source.app_doc is missing");
    }
    var document = (ObjectNode) given.get().deepCopy();
    name.ifPresent(it -> {
      document.put("name", it);
      if (document.path("compose") instanceof ObjectNode model) {
        model.put("name", it);
      }
    });
    return AppDocs.app(document, NodeContext.thisArchitecture())
        .map(app ->
            new AppDraft(
                new ComposeReading(
                    Optional.of(app), List.of(), List.of(), List.of(), List.copyOf(mains(app))),
                Optional.empty(),
                Optional.of(document)));
  }

  private static List<ComposeApp.Main> mains(ComposeApp app) {
    return app.main().map(List::of).orElse(List.of());
  }

  Optional<ComposeApp> app() {
    return reading.app();
  }

  List<Permission> permissions() {
    return app().map(Permissions::of).orElse(List.of());
  }

  /// The document that goes into the spec.
  ObjectNode document(ComposeApp app) {
    return document.orElseGet(() -> AppDocs.ofCompose(app));
  }

  /// Files by path, for the package store.
  Map<String, byte[]> packageFiles() {
    return files.<Map<String, byte[]>>map(AppPackage::files).orElse(Map.of());
  }
}
