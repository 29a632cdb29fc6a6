package io.bucky.cli;

import io.bucky.base.Parsed;
import io.bucky.config.Commit;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.RemoteConfig;

/// System config as a command uses it: the store, and its refusals as exit statuses.
final class ConfigConnection implements AutoCloseable {
  private final ZoneConnection zone;
  private final RemoteConfig store;

  private ConfigConnection(ZoneConnection zone, RemoteConfig store) {
    this.zone = zone;
    this.store = store;
  }

  static ConfigConnection open(CommonOptions options) throws InterruptedException {
    ZoneConnection zone = Zones.open(options);
    try {
      return new ConfigConnection(zone, zone.config());
    } catch (InterruptedException | Failure e) {
      zone.close();
      throw e;
    }
  }

  /// A question to the store.
  @FunctionalInterface
  interface Question<T> {
    T ask(ConfigStore store) throws InterruptedException;
  }

  <T> T ask(Question<T> question) throws InterruptedException {
    try {
      return question.ask(store);
    } catch (ConfigUnavailable e) {
      throw new Failure(
          e.refused() ? ExitStatus.DENIED : ExitStatus.TRY_AGAIN,
          e.getMessage() == null ? "system config does not answer" : e.getMessage(),
          e.refused() ? "Ask an admin of the zone." : "See `bucky status`.");
    }
  }

  static ConfigKey key(String text) {
    return switch (ConfigKey.parse(text)) {
      case Parsed.Ok<ConfigKey>(var key) -> key;
      case Parsed.Malformed<ConfigKey>(var why) ->
          throw Failure.usage(
              text + " is not a key: " + why, "For example services/gateway/settings");
    };
  }

  /// The revision of an applied commit; every other outcome ends the command.
  static long applied(Commit commit) {
    return switch (commit) {
      case Commit.Applied(var revision) -> revision;
      case Commit.Conflict(var key, var expected, var actual) ->
          throw new Failure(
              ExitStatus.CONFLICT,
              "%s is at version %d, not %d: somebody changed it".formatted(key, actual, expected),
              "Look at it again: bucky config get " + key);
      case Commit.Exists(var key) ->
          throw new Failure(
              ExitStatus.CONFLICT, key + " exists already", "Replace it without --create.");
      case Commit.Missing(var key) ->
          throw Failure.notFound("no value at " + key, "List what is there: bucky config list");
      case Commit.Invalid(var key, var why) ->
          throw new Failure(ExitStatus.USAGE, key + ": " + why, "");
    };
  }

  @Override
  public void close() {
    store.close();
    zone.close();
  }
}
