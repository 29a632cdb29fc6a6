package io.bucky.verifyhub;

import io.bucky.base.Secret;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.PublicKey;
import io.bucky.identity.Sealer;
import io.bucky.json.Json;
import io.bucky.zone.ReservedNames;
import io.bucky.zone.UserSettings;
import io.bucky.zone.ZoneKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The users and devices of the zone, read from system config when asked. Any thread.
final class Principals {
  /// The one role after which an admin may be called: that user's rights are the role's anyway.
  private static final String ADMIN = "admin";

  private static final Pattern NAME = Pattern.compile("[a-z0-9_-][a-z0-9_.-]{0,63}");

  private final ConfigStore store;
  private final Sealer sealer;
  private final DeviceIdentity self;

  Principals(ConfigStore store, Sealer sealer, DeviceIdentity self) {
    this.store = store;
    this.sealer = sealer;
    this.self = self;
  }

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// @return empty for an unknown name, and for one that no user may bear
  Optional<UserSettings> user(String name) throws InterruptedException {
    if (!isName(name) || (ReservedNames.isSubject(name) && !name.equals(ADMIN))) {
      return Optional.empty();
    }
    Optional<UserSettings> settings =
        store
            .get(ZoneKeys.userSettings(name))
            .flatMap(entry -> Json.read(entry.value(), UserSettings.class).toOptional());
    if (settings.isEmpty() || device(name, Instant.MIN).isPresent()) {
      return Optional.empty();
    }
    String type = settings.get().type();
    boolean borrowed = name.equals(ADMIN) && !type.equals(ADMIN);
    return type.equals("root") || borrowed ? Optional.empty() : settings;
  }

  /// The password material of a user; empty when there is none or it cannot be unsealed.
  Optional<Secret> password(String name, UserSettings settings) {
    return settings
        .password()
        .filter(text -> !text.isBlank())
        .flatMap(text ->
            Sealer.isSealed(text)
                ? sealer.unseal(ZoneKeys.userSettings(name).text(), text).toOptional()
                : Optional.of(new Secret(text)));
  }

  /// The key of a user's own document.
  Optional<PublicKey> userKey(String name) throws InterruptedException {
    if (!isName(name)) {
      return Optional.empty();
    }
    return store
        .get(ZoneKeys.userDoc(name))
        .flatMap(entry -> OwnerDocument.parse(entry.value()).toOptional())
        .map(OwnerDocument::key);
  }

  /// A device whose document the owner signed.
  Optional<DeviceDocument> device(String name, Instant now) throws InterruptedException {
    if (name.equals(self.name())) {
      return Optional.of(self.document());
    }
    if (!isName(name)) {
      return Optional.empty();
    }
    Optional<Entry> entry = store.get(ZoneKeys.deviceDoc(name));
    return entry
        .flatMap(doc -> DeviceDocument.verified(doc.value(), self.ownerKey(), now).toOptional())
        .filter(document -> document.name().equals(name));
  }

  boolean isSelf(String device) {
    return device.equals(self.name());
  }

  PublicKey ownerKey() {
    return self.ownerKey();
  }

  boolean isOwner(String issuer) {
    return issuer.equals("root") || issuer.equals(self.owner().toString());
  }

  /// The user name of the zone's owner: the user whose document has the owner's key, else the one
  /// whom the owner's DID names.
  Optional<String> ownerUser() throws InterruptedException {
    for (String name : store.children("users")) {
      Optional<PublicKey> key = userKey(name);
      if (key.filter(self.ownerKey()::equals).isPresent() && user(name).isPresent()) {
        return Optional.of(name);
      }
    }
    String named = self.owner().id();
    return user(named).isPresent() ? Optional.of(named) : Optional.empty();
  }

  /// The users who installed `app`, in order.
  List<String> ownersOf(String app) throws InterruptedException {
    var owners = new ArrayList<String>();
    for (String name : store.children("users")) {
      if (isName(name) && hasInstalled(name, app)) {
        owners.add(name);
      }
    }
    return owners;
  }

  boolean hasInstalled(String user, String app) throws InterruptedException {
    return store.get(ZoneKeys.appSpec(user, app)).isPresent()
        || store.get(ConfigKey.of("users/" + user + "/agents/" + app + "/spec")).isPresent();
  }

  Optional<String> value(ConfigKey key) throws InterruptedException {
    return store.get(key).map(Entry::value);
  }
}
