package io.bucky.krpc;

import java.net.URI;
import java.util.HashMap;
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

  /// A fixed list, by service name; `_` and `-` are the same in names.
  static ServiceDirectory of(Map<String, URI> services) {
    var copy = new HashMap<String, URI>();
    services.forEach((service, address) -> copy.put(service.replace('_', '-'), address));
    return service -> Optional.ofNullable(copy.get(service.replace('_', '-')));
  }

  /// Services of this machine, by port.
  static ServiceDirectory ofPorts(Map<String, Integer> ports) {
    var addresses = new HashMap<String, URI>();
    ports.forEach(
        (service, port) -> addresses.put(service, URI.create("http://127.0.0.1:" + port)));
    return of(addresses);
  }
}
