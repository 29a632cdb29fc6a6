package io.bucky.containers.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads `ports` and `expose`.
final class PortReader {
  /// A longer range of ports is a mistake, or hostile.
  private static final int RANGE_MAX = 256;

  private PortReader() {}

  static List<Component.Port> ports(Node node) {
    var ports = new ArrayList<Component.Port>();
    for (Node item : node.items()) {
      if (item.isMap()) {
        longForm(item).ifPresent(ports::add);
      } else {
        item.text().ifPresent(text -> ports.addAll(shortForm(item, text)));
      }
    }
    return ports;
  }

  static List<Integer> expose(Node node) {
    var ports = new ArrayList<Integer>();
    for (Node item : node.items()) {
      item.text()
          .ifPresent(text -> {
            String number = text.contains("/") ? text.substring(0, text.indexOf('/')) : text;
            Range range = range(item, number);
            if (range != null) {
              range.each(ports::add);
            }
          });
    }
    return ports;
  }

  private static Optional<Component.Port> longForm(Node item) {
    item.nameUnknown(
        List.of("target", "published", "host_ip", "protocol", "name")); // a name is a note
    Optional<Integer> target = item.at("target").integer(1, Allowed.PORT_MAX);
    if (target.isEmpty()) {
      item.problem("a port needs its target");
      return Optional.empty();
    }
    Optional<Integer> published =
        item.at("published").text().filter(text -> text.contains("-")).isPresent()
            ? Optional.empty()
            : item.at("published").integer(0, Allowed.PORT_MAX).filter(port -> port > 0);
    String protocol = protocol(item, item.at("protocol").text().orElse("tcp"));
    String address = item.at("host_ip").text().orElse("");
    boolean local = loopback(address);
    sayIfWider(item, address);
    return Optional.of(new Component.Port(target.get(), published, protocol, local));
  }

  /// `[HOST_IP:][HOST[-TO]:]CONTAINER[-TO][/PROTOCOL]`
  private static List<Component.Port> shortForm(Node item, String text) {
    int slash = text.indexOf('/');
    String protocol = protocol(item, slash < 0 ? "tcp" : text.substring(slash + 1));
    String rest = slash < 0 ? text : text.substring(0, slash);
    int colon = rest.lastIndexOf(':');
    Range inner = range(item, rest.substring(colon + 1));
    if (inner == null) {
      return List.of();
    }
    String before = colon < 0 ? "" : rest.substring(0, colon);
    int second = before.lastIndexOf(':');
    String address = second < 0 ? "" : before.substring(0, second);
    String host = before.substring(second + 1);
    boolean local = loopback(address);
    sayIfWider(item, address);
    var ports = new ArrayList<Component.Port>();
    if (host.isEmpty()) {
      inner.each(port -> ports.add(new Component.Port(port, Optional.empty(), protocol, local)));
      return ports;
    }
    Range outer = range(item, host);
    if (outer == null) {
      return List.of();
    }
    boolean anyOf = inner.size() == 1 && outer.size() > 1; // one of a range: the first
    if (!anyOf && outer.size() != inner.size()) {
      item.problem("the two ranges of ports differ in length");
      return List.of();
    }
    for (int i = 0; i < inner.size(); i++) {
      ports.add(new Component.Port(inner.from + i, Optional.of(outer.from + i), protocol, local));
    }
    return ports;
  }

  private static String protocol(Node item, String text) {
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "tcp" -> "tcp";
      case "udp" -> "udp";
      default -> {
        item.problem("the protocol '" + Node.shown(text) + "' is neither tcp nor udp");
        yield "tcp";
      }
    };
  }

  private static void sayIfWider(Node item, String address) {
    if (!loopback(address) && !List.of("", "0.0.0.0", "::", "[::]").contains(address)) {
      item.ignored("a port is opened on all addresses of the machine, or on none");
    }
  }

  private static boolean loopback(String address) {
    return address.startsWith("127.") || address.equals("[::1]") || address.equals("::1");
  }

  private static @org.jspecify.annotations.Nullable Range range(Node item, String text) {
    int dash = text.indexOf('-');
    try {
      int from = Integer.parseInt((dash < 0 ? text : text.substring(0, dash)).strip());
      int to = dash < 0 ? from : Integer.parseInt(text.substring(dash + 1).strip());
      if (from >= 1 && to <= Allowed.PORT_MAX && from <= to && to - from < RANGE_MAX) {
        return new Range(from, to);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    item.problem("'" + Node.shown(text) + "' is not a port or a range of at most " + RANGE_MAX);
    return null;
  }

  private record Range(int from, int to) {
    int size() {
      return to - from + 1;
    }

    void each(java.util.function.IntConsumer take) {
      for (int port = from; port <= to; port++) {
        take.accept(port);
      }
    }
  }
}
