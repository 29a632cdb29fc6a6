package io.bucky.containers.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Reads what a component runs, and as whom.
final class RunReader {
  private Optional<List<String>> entrypoint = Optional.empty();
  private Optional<List<String>> command = Optional.empty();
  private Optional<String> user = Optional.empty();
  private Optional<String> workingDir = Optional.empty();
  private Optional<String> hostname = Optional.empty();
  private boolean init;
  private boolean tty;
  private boolean stdin;
  private Optional<String> stopSignal = Optional.empty();
  private Optional<Integer> stopGraceSeconds = Optional.empty();
  private final List<String> extraHosts = new ArrayList<>();

  /// Takes one key of a component; false when it is not about its process.
  boolean take(String key, Node node) {
    switch (key) {
      case "entrypoint" -> entrypoint = words(node);
      case "command" -> command = words(node);
      case "user" -> user = node.text().filter(text -> !text.isBlank());
      case "working_dir" -> workingDir = node.text();
      case "hostname" -> hostname = node.text().filter(text -> matches(node, text));
      case "init" -> init = node.isTrue();
      case "tty" -> tty = node.isTrue();
      case "stdin_open" -> stdin = node.isTrue();
      case "stop_signal" -> stopSignal = node.text();
      case "stop_grace_period" ->
          stopGraceSeconds =
              Units.millis(node).map(millis -> (int) Math.min(3_600, (millis + 999) / 1_000));
      case "extra_hosts" -> extraHosts(node);
      default -> {
        return false;
      }
    }
    return true;
  }

  Component.Run done(SortedMap<String, String> environment) {
    return new Component.Run(
        entrypoint,
        command,
        environment,
        user,
        workingDir,
        hostname,
        init,
        tty,
        stdin,
        stopSignal,
        stopGraceSeconds,
        extraHosts);
  }

  private static Optional<List<String>> words(Node node) {
    if (node.isList()) {
      return Optional.of(node.texts());
    }
    return node.text()
        .flatMap(text -> {
          Optional<List<String>> words = Words.split(text);
          if (words.isEmpty()) {
            node.problem("a quote is not closed");
          }
          return words;
        });
  }

  private static boolean matches(Node node, String hostname) {
    if (Allowed.HOSTNAME.matcher(hostname).matches()) {
      return true;
    }
    node.problem("'" + Node.shown(hostname) + "' is not a host name");
    return false;
  }

  private void extraHosts(Node node) {
    if (node.isMap()) {
      node.entries()
          .forEach((host, item) -> item.texts().forEach(address -> add(node, host, address)));
      return;
    }
    for (String text : node.texts()) {
      int cut = text.indexOf('=') >= 0 ? text.indexOf('=') : text.indexOf(':');
      if (cut <= 0) {
        node.problem("'" + Node.shown(text) + "' is not HOST:ADDRESS");
      } else {
        add(node, text.substring(0, cut), text.substring(cut + 1));
      }
    }
  }

  private void add(Node node, String host, String address) {
    String bare = address.replaceFirst("^\\[(.*)]$", "$1");
    if (host.matches("[\\w.-]{1,253}") && bare.matches("host-gateway|[0-9A-Fa-f.:]{2,45}")) {
      extraHosts.add(host + ":" + bare);
    } else {
      node.problem("'" + Node.shown(host + ":" + address) + "' is not HOST:ADDRESS");
    }
  }
}
