package io.bucky.services;

import io.bucky.krpc.Method;
import io.bucky.zone.ReservedNames;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Writes the TypeScript types of all services: one interface for each object, and for each service
/// an interface from method name to parameters and result. With them goes the list of reserved
/// names.
final class ApiTypeScript {
  /// Services that are declared by subject, by their package.
  private static final Map<String, String> SERVICES =
      Map.of("io.bucky.api.panel", "ControlPanel", "io.bucky.api.tasks", "TaskManager");

  private final Map<String, Class<?>> names = new TreeMap<>();

  private ApiTypeScript() {}

  static String file(Map<String, List<Method<?, ?>>> services) {
    return new ApiTypeScript().write(services);
  }

  private String write(Map<String, List<Method<?, ?>>> services) {
    var methods = new StringBuilder();
    services.forEach((service, list) -> service(methods, service, list));
    var text = new StringBuilder();
    text.append("// Generated from the declared methods; do not edit.\n\n");
    text.append("/** What a method takes and gives. */\n");
    text.append("export interface Call<Params, Result> {\n");
    text.append("  params: Params;\n  result: Result;\n}\n\n");
    var shapes = new StringBuilder();
    // naming one object may bring in others
    var written = new TreeMap<String, String>();
    while (written.size() < names.size()) {
      for (var entry : List.copyOf(names.entrySet())) {
        written.computeIfAbsent(entry.getKey(), name -> object(name, entry.getValue()));
      }
    }
    written.values().forEach(shapes::append);
    return text.append(shapes)
        .append(methods)
        .append(byName(services.keySet()))
        .append(names())
        .toString();
  }

  private void service(StringBuilder text, String service, List<Method<?, ?>> methods) {
    text.append("/** The methods of ").append(service).append(". */\n");
    text.append("export interface ").append(pascal(service)).append("Methods {\n");
    for (Method<?, ?> method : methods) {
      text.append("  /** ").append(method.summary()).append(" */\n");
      text.append("  ").append(quoted(method.name())).append(": Call<");
      text.append(parameters(WireShape.of(method.request()))).append(", ");
      text.append(name(WireShape.of(method.result()))).append(">;\n");
    }
    text.append("}\n\n");
  }

  /// Every service by the name under which it is called.
  private static String byName(Set<String> services) {
    var text = new StringBuilder("/** The services, by the name in `/kapi/<name>`. */\n");
    text.append("export interface Services {\n");
    services.forEach(service ->
        text.append("  ")
            .append(quoted(service))
            .append(": ")
            .append(pascal(service))
            .append("Methods;\n"));
    return text.append("}\n").toString();
  }

  /// For a page that tells a person before the server would.
  private static String names() {
    var text =
        new StringBuilder(
            "\n/** What nobody may be called, beside all that begins with `su_`. */\n");
    text.append("export const RESERVED_NAMES: readonly string[] = [\n");
    ReservedNames.all().forEach(name -> text.append("  \"").append(name).append("\",\n"));
    return text.append("];\n").toString();
  }

  private String parameters(WireShape shape) {
    return shape instanceof WireShape.Plain(var plain) && plain.equals("null")
        ? "Record<string, never>"
        : name(shape);
  }

  private String object(String name, Class<?> type) {
    var text = new StringBuilder("export interface ").append(name).append(" {\n");
    boolean nulls = WireShape.writesNulls(type);
    for (WireShape.Member member : WireShape.members(type)) {
      text.append("  ").append(quoted(member.name()));
      if (member.shape() instanceof WireShape.Maybe(var value)) {
        text.append(nulls ? ": " : "?: ").append(name(value)).append(nulls ? " | null" : "");
      } else {
        text.append(": ").append(name(member.shape()));
      }
      text.append(";\n");
    }
    return text.append("}\n\n").toString();
  }

  private String name(WireShape shape) {
    return switch (shape) {
      case WireShape.Plain(var name) -> name.equals("any") ? "unknown" : name;
      case WireShape.OneOf(var _, var texts) -> "\"" + String.join("\" | \"", texts) + "\"";
      case WireShape.ListOf(WireShape.OneOf item) -> "(" + name(item) + ")[]";
      case WireShape.ListOf(var item) -> name(item) + "[]";
      case WireShape.MapOf(var value) -> "Record<string, " + name(value) + ">";
      case WireShape.Members(var type) -> object(type);
      case WireShape.Maybe(var value) -> name(value) + " | null";
    };
  }

  /// `VerifyHubApi.Login` is `VerifyHubLogin`, `AppsApi.App` of the panel is `ControlPanelApp`.
  private String object(Class<?> type) {
    String name = prefix(type) + type.getSimpleName();
    Class<?> before = names.putIfAbsent(name, type);
    if (before != null && before != type) {
      throw new IllegalStateException(before + " and " + type + " would both be called " + name);
    }
    return name;
  }

  private static String prefix(Class<?> type) {
    String service = SERVICES.get(type.getPackageName());
    if (service != null) {
      return service;
    }
    Class<?> outer = type.getEnclosingClass();
    return outer == null ? "" : outer.getSimpleName().replaceAll("Api$", "");
  }

  private static String pascal(String service) {
    var text = new StringBuilder();
    for (String word : service.split("[-_]")) {
      text.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return text.toString();
  }

  private static String quoted(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : "\"" + name + "\"";
  }
}
