package io.bucky.services;

import io.bucky.krpc.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Writes the page of one service.
final class ApiMarkdown {
  private ApiMarkdown() {}

  static String page(String service, List<Method<?, ?>> methods) {
    var text = new StringBuilder();
    text.append("# ").append(service).append("\n\n");
    text.append("Generated from the declared methods; do not edit. Envelope, errors and limits: ");
    text.append("[kRPC](../formats/krpc.md).\n\n");
    text.append("Called at `/kapi/").append(service).append("`. ");
    text.append("*token*: a verified session token is required; *open*: anyone may call.\n\n");
    text.append("| Method | Access | What it does |\n|---|---|---|\n");
    for (Method<?, ?> method : methods) {
      text.append("| [`").append(method.name()).append("`](#").append(anchor(method.name()));
      text.append(") | ").append(access(method)).append(" | ").append(method.summary());
      text.append(" |\n");
    }
    for (Method<?, ?> method : methods) {
      describe(text, method);
    }
    return text.toString();
  }

  private static String access(Method<?, ?> method) {
    return switch (method.access()) {
      case PUBLIC -> "open";
      case TOKEN -> "token";
    };
  }

  private static String anchor(String name) {
    return name.replace(".", "");
  }

  private static void describe(StringBuilder text, Method<?, ?> method) {
    text.append("\n## ").append(method.name()).append("\n\n");
    text.append(method.summary()).append("\n\n");
    if (method.repeatable()) {
      text.append("A client may call it again when no answer came.\n\n");
    }
    Set<Class<?>> open = new LinkedHashSet<>();
    text.append("Parameters: ");
    top(text, WireShape.of(method.request()), open, "none");
    text.append("\nResult: ");
    top(text, WireShape.of(method.result()), open, "`null`");
  }

  private static void top(StringBuilder text, WireShape shape, Set<Class<?>> open, String nothing) {
    switch (shape) {
      case WireShape.Plain(var name) when name.equals("null") -> text.append(nothing).append('\n');
      case WireShape.Members(var type) -> {
        text.append("an object\n\n");
        members(text, type, 0, open);
      }
      case WireShape other -> text.append('`').append(name(other)).append("`\n");
    }
  }

  private static void members(StringBuilder text, Class<?> type, int depth, Set<Class<?>> open) {
    if (!open.add(type)) {
      text.append("  ".repeat(depth)).append("- as above\n");
      return;
    }
    for (WireShape.Member member : WireShape.members(type)) {
      text.append("  ".repeat(depth)).append("- `").append(member.name()).append("`: ");
      text.append(name(member.shape())).append('\n');
      inner(member.shape()).ifPresent(inner -> members(text, inner, depth + 1, open));
    }
    open.remove(type);
  }

  private static Optional<Class<?>> inner(WireShape shape) {
    return switch (shape) {
      case WireShape.Members(var type) -> Optional.of(type);
      case WireShape.ListOf(var item) -> inner(item);
      case WireShape.MapOf(var value) -> inner(value);
      case WireShape.Maybe(var value) -> inner(value);
      case WireShape.Plain _, WireShape.OneOf _ -> Optional.empty();
    };
  }

  private static String name(WireShape shape) {
    return switch (shape) {
      case WireShape.Plain(var name) -> name;
      case WireShape.OneOf(var _, var texts) -> "one of `" + String.join("`, `", texts) + "`";
      case WireShape.ListOf(var item) -> "list of " + name(item);
      case WireShape.MapOf(var value) -> "object of text to " + name(value);
      case WireShape.Members _ -> "object";
      case WireShape.Maybe(var value) -> name(value) + ", optional";
    };
  }
}
