package io.bucky.containers;

import com.fasterxml.jackson.annotation.JsonProperty;

/// One thing that an app asks for beyond its own sealed room, as the permission sheet shows it.
///
/// @param id what a grant names: `host-path:/media:rw`, `device:/dev/dri`, `port:8080/tcp`,
///   `capability:NET_ADMIN`, `capability:start-as-root`, ...
/// @param kind the part of the id before the first `:`
/// @param title a few words
/// @param detail what it means for the person, one sentence
/// @param required without it the app is not installed
/// @param byDefault given unless it is withdrawn (grant `!<id>`)
public record Permission(
    String id,
    String kind,
    String title,
    String detail,
    Risk risk,
    boolean required,
    boolean byDefault) {
  public enum Risk {
    @JsonProperty("low")
    LOW,
    @JsonProperty("medium")
    MEDIUM,
    @JsonProperty("high")
    HIGH,
    /// Nobody can grant it.
    @JsonProperty("refused")
    REFUSED
  }
}
