package io.bucky.zone;

import java.util.Optional;

/// `users/<u>/settings`.
///
/// @param userId the name
/// @param type `root`, `admin`, `user`, `limited` or `guest`
/// @param password `base64(sha256(password + name + ".buckyos"))`, sealed as `sealed:v1:...`
/// @param state `active`, `pending`, `suspended:<reason>`, `deleted`, `banned:<reason>`
public record UserSettings(
    String userId,
    String type,
    Optional<String> password,
    String state,
    Optional<String> resPoolId,
    Optional<String> showName) {
  public UserSettings {
    password = password == null ? Optional.empty() : password;
    resPoolId = resPoolId == null ? Optional.empty() : resPoolId;
    showName = showName == null ? Optional.empty() : showName;
    state = state == null ? "active" : state;
  }

  public boolean active() {
    return state.equals("active");
  }
}
