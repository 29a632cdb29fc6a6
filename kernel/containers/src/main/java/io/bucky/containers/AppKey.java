package io.bucky.containers;

/// Which app on this machine: the labels that all it owns on the engine carry.
///
/// @param zone [NodeContext#zoneId]
public record AppKey(String zone, String owner, String app) {
  /// `<app>@<owner>`, the label `buckyos.full_appid`.
  public String fullId() {
    return app + "@" + owner;
  }

  /// `<owner>-<app>`, the first part of its containers' names.
  public String prefix() {
    return owner + "-" + app;
  }
}
