package io.bucky.krpc;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// Says where a service answers. Any thread.
@FunctionalInterface
public interface ServiceDirectory {
  /// The address to which `/kapi/<service>` is appended, `http://127.0.0.1:3200`; empty when no
  /// instance is known.
  Optional<URI> find(String service);

  /// Every service at one address: behind a gateway.
  static ServiceDirectory at(URI base) {
    return _ -> Optional.of(base);
  }

  /// A fixed list, by service name.
  static ServiceDirectory of(Map<String, URI> services) {
    var copy = Map.copyOf(services);
    return service -> Optional.ofNullable(copy.get(service));
  }

  /// Services of this machine, by port.
  static ServiceDirectory ofPorts(Map<String, Integer> ports) {
    var copy = Map.copyOf(ports);
    return service ->
        Optional.ofNullable(copy.get(service)).map(port -> URI.create("http://127.0.0.1:" + port));
  }
}
