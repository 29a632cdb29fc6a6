package io.bucky.containers.compose;

import java.util.List;
import java.util.Optional;

/// Reads `healthcheck`.
final class HealthReader {
  private static final List<String> KNOWN =
      List.of(
          "test", "interval", "timeout", "retries", "start_period", "start_interval", "disable");

  private HealthReader() {}

  /// Empty: the image's own check, if it has one.
  static Optional<Component.Healthcheck> read(Node node) {
    node.nameUnknown(KNOWN);
    if (node.at("disable").isTrue()) {
      return Optional.of(check(List.of("NONE"), node));
    }
    Node test = node.at("test");
    if (test.absent()) {
      return times(node) ? Optional.of(check(List.of(), node)) : Optional.empty();
    }
    if (!test.isList()) {
      return test.text().map(text -> check(List.of("CMD-SHELL", text), node));
    }
    List<String> words = test.texts();
    String kind = words.isEmpty() ? "" : words.getFirst();
    if (!List.of("CMD", "CMD-SHELL", "NONE").contains(kind)) {
      test.problem("the list begins with CMD, CMD-SHELL or NONE");
      return Optional.empty();
    }
    return Optional.of(check(words, node));
  }

  private static boolean times(Node node) {
    return KNOWN.stream().anyMatch(key -> !node.at(key).absent());
  }

  private static Component.Healthcheck check(List<String> test, Node node) {
    if (!node.at("start_interval").absent()) {
      node.at("start_interval").ignored("interval is used from the start");
    }
    return new Component.Healthcheck(
        test,
        node.at("interval").absent() ? Optional.empty() : Units.millis(node.at("interval")),
        node.at("timeout").absent() ? Optional.empty() : Units.millis(node.at("timeout")),
        node.at("start_period").absent() ? Optional.empty() : Units.millis(node.at("start_period")),
        node.at("retries").integer(0, 1_000));
  }
}
