package io.bucky.krpc;

import io.bucky.base.Metrics;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A small service that every test of kRPC talks to.
public final class EchoService {
  /// The texts that [#verifier] knows.
  public static final String ALICE = "token-of-alice";

  public static final String OLD = "token-that-is-over";

  /// @param text required
  /// @param more optional
  public record Say(String text, Optional<List<Integer>> more) {
    public Say {
      if (text == null) {
        throw new IllegalArgumentException("text is missing");
      }
      more = more == null ? Optional.empty() : more;
    }
  }

  public record Said(String text, String user) {}

  public static final Method<Say, Said> SAY =
      Method.of("echo", "say", Say.class, Said.class, "Says it back.").asRepeatable();
  public static final Method<None, None> NOTHING =
      Method.open("echo", "nothing", None.class, None.class, "Does nothing.");
  public static final Method<JsonNode, JsonNode> MIRROR =
      Method.open("echo", "mirror", JsonNode.class, JsonNode.class, "Answers its parameters.");
  public static final Method<Say, None> REFUSE =
      Method.open("echo", "refuse", Say.class, None.class, "Refuses with the text.");
  public static final Method<None, None> BREAK =
      Method.open("echo", "break", None.class, None.class, "Has a bug.");
  public static final Method<None, None> WAIT =
      Method.open("echo", "wait", None.class, None.class, "Blocks until interrupted.");
  public static final Method<None, None> AWAY =
      Method.open("echo", "away", None.class, None.class, "Needs what is not there.");

  private EchoService() {}

  public static TokenVerifier verifier() {
    return jwt ->
        switch (jwt) {
          case ALICE ->
              new TokenVerifier.Verdict.Valid(
                  new SessionToken(
                      "alice",
                      "notes",
                      "verify-hub",
                      Optional.empty(),
                      Instant.MAX,
                      Optional.empty(),
                      Optional.empty(),
                      false,
                      SessionToken.Kind.USER,
                      Optional.empty()));
          case OLD -> new TokenVerifier.Verdict.Expired("at noon");
          default -> new TokenVerifier.Verdict.Invalid("unknown key");
        };
  }

  public static KrpcService create(Metrics metrics) {
    return KrpcService.named("echo", verifier())
        .metrics(metrics)
        .on(SAY, (caller, say) -> Reply.ok(new Said(say.text(), caller.user())))
        .on(NOTHING, (_, _) -> Reply.ok(None.NONE))
        .on(MIRROR, (_, tree) -> Reply.ok(tree))
        .on(REFUSE, (_, say) -> Reply.failed(say.text()))
        .on(
            BREAK,
            (_, _) -> {
              throw new IllegalStateException("planted: secret-detail");
            })
        .on(
            WAIT,
            (_, _) -> {
              new java.util.concurrent.Semaphore(0).acquire();
              return Reply.ok(None.NONE);
            })
        .on(
            AWAY,
            (_, _) -> {
              throw new DependencyUnavailable("system-config does not answer");
            })
        .build();
  }
}
