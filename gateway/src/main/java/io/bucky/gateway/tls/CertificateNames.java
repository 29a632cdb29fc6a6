package io.bucky.gateway.tls;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a zone's certificate is good for.
///
/// @param zoneHost for example `home.localhost`
/// @param machine other names of this machine on its network; may be empty
public record CertificateNames(String zoneHost, List<String> machine) {
  public CertificateNames {
    machine = List.copyOf(machine);
  }

  /// DNS names of the leaf.
  Set<String> dns() {
    var names = new LinkedHashSet<String>();
    names.add(zoneHost);
    names.add("*." + zoneHost);
    names.add("sys." + zoneHost);
    names.add("localhost");
    names.addAll(machine);
    return names;
  }

  /// Addresses of the leaf.
  Set<String> addresses() {
    return Set.of("127.0.0.1", "::1");
  }

  /// What the authority may vouch for: the zone and all below it, and this machine.
  Set<String> permitted() {
    var names = new LinkedHashSet<String>();
    names.add(zoneHost);
    names.add("localhost");
    names.addAll(machine);
    return names;
  }
}
