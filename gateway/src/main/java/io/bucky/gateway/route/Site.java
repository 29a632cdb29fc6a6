package io.bucky.gateway.route;

import java.util.Optional;

/// What a host name stands for.
public sealed interface Site {
  /// For counters: few and bounded.
  String label();

  /// The zone host, or a label of the control panel: the panel's files and the zone's documents.
  record Panel(String label) implements Site {}

  /// A label that a service answers.
  record ServiceHost(String label, Optional<Endpoint> endpoint) implements Site {}

  /// An app's web host.
  ///
  /// @param appId the `appid` that a session token must carry
  /// @param instance `<app>@<owner>`, which a session token must carry when it names one
  /// @param state empty while it runs, else why it cannot be opened
  record App(
      String label,
      String appId,
      Optional<String> instance,
      String showName,
      boolean isPublic,
      String state,
      Optional<Endpoint> endpoint)
      implements Site {}

  /// `public.<zone>`: published files.
  record Publish(String label) implements Site {}

  /// A node by its name, or this machine as its own services and containers see it: kRPC and
  /// documents only.
  record Node(String label) implements Site {}

  /// This machine by a loopback name: the browser is sent on to the zone host.
  record Loopback(String label) implements Site {}

  /// A host name below the zone that nobody answers, or a foreign one.
  record Unknown(String label, String name) implements Site {}

  /// The zone's configuration has not been written yet.
  record Starting(String label) implements Site {}
}
