package io.bucky.zone;

import io.bucky.config.ConfigKey;

/// The keys of the tree, by what they hold. *info* is reported by its owner, *settings* are the
/// user's, *config* is derived by the scheduler, *doc* is signed, *spec* is the desired state.
public final class ZoneKeys {
  public static final ConfigKey BOOT_CONFIG = ConfigKey.of("boot/config");
  public static final ConfigKey RBAC_POLICY = ConfigKey.of("system/rbac/policy");
  public static final ConfigKey SCHEDULER_SNAPSHOT = ConfigKey.of("system/scheduler/snapshot");
  public static final ConfigKey VERIFY_HUB_KEY = ConfigKey.of("security/verify-hub/key");
  public static final ConfigKey GATEWAY_SETTINGS = ConfigKey.of("services/gateway/settings");
  public static final ConfigKey APP_INDEX = ConfigKey.of("system/app_installer/app_index_seq");

  private ZoneKeys() {}

  public static ConfigKey deviceDoc(String node) {
    return ConfigKey.of("devices/" + node + "/doc");
  }

  public static ConfigKey deviceInfo(String node) {
    return ConfigKey.of("devices/" + node + "/info");
  }

  public static ConfigKey userSettings(String user) {
    return ConfigKey.of("users/" + user + "/settings");
  }

  public static ConfigKey userDoc(String user) {
    return ConfigKey.of("users/" + user + "/doc");
  }

  public static ConfigKey appSpec(String user, String app) {
    return ConfigKey.of("users/" + user + "/apps/" + app + "/spec");
  }

  /// What the app keeps for this user; its services read and write it.
  public static ConfigKey appSettings(String user, String app) {
    return ConfigKey.of("users/" + user + "/apps/" + app + "/settings");
  }

  public static ConfigKey serviceSpec(String service) {
    return ConfigKey.of("services/" + service + "/spec");
  }

  /// @param service a service's name, or `<app>@<user>`
  public static ConfigKey serviceInfo(String service) {
    return ConfigKey.of("services/" + service + "/info");
  }

  /// @param service a service's name, or an app's: what its pages keep for the whole zone
  public static ConfigKey serviceSettings(String service) {
    return ConfigKey.of("services/" + service + "/settings");
  }

  /// Where an app runs or why it does not, for a person: state, reason and next step.
  ///
  /// @param service `<app>@<user>`
  public static ConfigKey schedule(String service) {
    return ConfigKey.of("services/" + service + "/schedule");
  }

  /// @param service a service's name, or `<app>@<user>`
  public static ConfigKey instance(String service, String node) {
    return ConfigKey.of("services/" + service + "/instances/" + node);
  }

  public static ConfigKey nodeConfig(String node) {
    return ConfigKey.of("nodes/" + node + "/config");
  }

  public static ConfigKey gatewayInfo(String node) {
    return ConfigKey.of("nodes/" + node + "/gateway_info");
  }

  public static ConfigKey gatewayConfig(String node) {
    return ConfigKey.of("nodes/" + node + "/gateway_config");
  }
}
