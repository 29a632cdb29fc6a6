package io.bucky.config;

import io.bucky.krpc.Problem;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Refused commits as the fixed error texts of system config, and back.
public final class WireOutcome {
  private static final Pattern CONFLICT =
      Pattern.compile("revision mismatch for key (.*): expected (\\d{1,18}), actual (\\d{1,18})");
  private static final Pattern EXISTS = Pattern.compile("key exist : (.*)");
  private static final Pattern NOT_FOUND = Pattern.compile("key not found : (.*)");
  private static final Pattern INVALID = Pattern.compile("invalid change of key (\\S*): (.*)");

  private WireOutcome() {}

  /// @param deleting the request was to delete: upstream words a missing key differently there
  /// @throws IllegalArgumentException for [Commit.Applied], which is not a problem
  public static Problem problem(Commit commit, boolean deleting) {
    return switch (commit) {
      case Commit.Applied applied -> throw new IllegalArgumentException("no problem: " + applied);
      case Commit.Conflict(var key, var expected, var actual) ->
          new Problem.Reason(
              "revision mismatch for key %s: expected %d, actual %d"
                  .formatted(key, expected, actual));
      case Commit.Exists(var key) -> new Problem.Reason("key exist : " + key);
      case Commit.Missing(var key) ->
          deleting
              ? new Problem.Reason("key not found : " + key)
              : new Problem.KeyMissing(key.text());
      case Commit.Invalid(var key, var why) ->
          new Problem.Reason("invalid change of key %s: %s".formatted(key, why));
    };
  }

  /// The outcome that a problem words, if it is one.
  static Optional<Commit> outcome(Problem problem) {
    return switch (problem) {
      case Problem.KeyMissing(var key) -> key(key).map(Commit.Missing::new);
      case Problem.Reason(var text) -> outcome(text);
      case Problem.UnknownMethod _,
          Problem.InvalidToken _,
          Problem.BadRequest _,
          Problem.TokenExpired _,
          Problem.Denied _,
          Problem.InvalidPassword _,
          Problem.UserNotFound _,
          Problem.ServiceUnavailable _ ->
          Optional.empty();
    };
  }

  private static Optional<Commit> outcome(String text) {
    Matcher conflict = CONFLICT.matcher(text);
    if (conflict.matches()) {
      return key(conflict.group(1))
          .map(key ->
              new Commit.Conflict(
                  key, Long.parseLong(conflict.group(2)), Long.parseLong(conflict.group(3))));
    }
    Matcher exists = EXISTS.matcher(text);
    if (exists.matches()) {
      return key(exists.group(1)).map(Commit.Exists::new);
    }
    Matcher missing = NOT_FOUND.matcher(text);
    if (missing.matches()) {
      return key(missing.group(1)).map(Commit.Missing::new);
    }
    Matcher invalid = INVALID.matcher(text);
    return invalid.matches()
        ? key(invalid.group(1)).map(key -> new Commit.Invalid(key, invalid.group(2)))
        : Optional.empty();
  }

  private static Optional<ConfigKey> key(String text) {
    return ConfigKey.parse(text).toOptional();
  }
}
