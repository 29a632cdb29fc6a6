package io.bucky.cli;

import io.bucky.krpc.Answer;
import io.bucky.krpc.Method;
import io.bucky.krpc.Problem;

/// Turns what a service answered into a result or into the failure of a command.
final class Refusals {
  /// How the control panel names an app that is missing; no key of the configuration has a space.
  private static final String APP = "app ";

  private Refusals() {}

  static <R> R unwrap(Method<?, ?> method, Answer<R> answer) {
    return switch (answer) {
      case Answer.Ok<R>(var value) -> value;
      case Answer.Refused<R>(var problem) -> throw failure(problem);
      case Answer.Unreachable<R>(var why) ->
          throw new Failure(
              ExitStatus.TRY_AGAIN,
              "%s did not answer %s: %s".formatted(method.service(), method.name(), why),
              "See `bucky status`; the zone may still be starting.");
    };
  }

  static Failure failure(Problem problem) {
    return switch (problem) {
      case Problem.Denied(var text) ->
          new Failure(
              ExitStatus.DENIED,
              "not allowed: " + text,
              "Log in as a user who may do this: bucky login --zone-url URL --user NAME");
      case Problem.InvalidToken(var text) -> login("the token was refused: " + text);
      case Problem.TokenExpired(var text) -> login("the login is over: " + text);
      case Problem.InvalidPassword() ->
          new Failure(ExitStatus.DENIED, "the password is wrong", "Try again.");
      case Problem.UserNotFound(var text) ->
          Failure.notFound("there is no such user: " + text, "Check the spelling of the user.");
      case Problem.KeyMissing(var key) when key.startsWith(APP) ->
          Failure.notFound(
              "there is no app '" + key.substring(APP.length()) + "'",
              "See what is installed: bucky app list");
      case Problem.KeyMissing(var key) ->
          Failure.notFound("no value at " + key, "List what is there: bucky config list");
      case Problem.UnknownMethod(var name) ->
          new Failure(
              ExitStatus.FAILED,
              "the zone does not know the method " + name,
              "It may run another version: compare `bucky version` on both sides.");
      case Problem.BadRequest(var text) -> new Failure(ExitStatus.USAGE, text, nextStep(text));
      case Problem.ServiceUnavailable(var text) ->
          new Failure(ExitStatus.TRY_AGAIN, text, "See `bucky status`.");
      case Problem.Reason(var text) -> new Failure(statusOf(text), text, nextStep(text));
    };
  }

  private static Failure login(String what) {
    return new Failure(
        ExitStatus.DENIED, what, "Log in again: bucky login --zone-url URL --user NAME");
  }

  /// The free texts of kRPC carry no code; these are the ones that the services promise.
  private static int statusOf(String text) {
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    if (lower.contains("not found")
        || lower.contains("no app named")
        || lower.contains("unknown")) {
      return ExitStatus.NOT_FOUND;
    }
    if (lower.contains("exist")
        || lower.contains("already")
        || lower.contains("stays so")
        || lower.contains("mismatch")
        || lower.contains("conflict")) {
      return ExitStatus.CONFLICT;
    }
    return ExitStatus.FAILED;
  }

  private static String nextStep(String text) {
    if (text.startsWith("Task ") && text.endsWith("not found")) {
      return "See which there are: bucky task list";
    }
    if (text.contains("already belongs to a zone")) {
      return "See which: bucky status. Another zone beside it: bucky up --data DIR --port-base N";
    }
    if (text.contains("does not ask for")) {
      return "See what it asks for: bucky app inspect, with the same words.";
    }
    return "";
  }
}
