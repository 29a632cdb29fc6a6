package io.bucky.systemconfig;

import io.bucky.access.AccessPolicy;
import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.config.Commit;
import io.bucky.config.ConfigApi;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.WireActions;
import io.bucky.config.WireOutcome;
import io.bucky.identity.SessionToken;
import io.bucky.krpc.Caller;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.None;
import io.bucky.krpc.Reply;
import io.bucky.zone.ZoneKeys;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Answers the methods of `system_config` that write. Every key is asked about before anything is
/// done; none of them holds a thread while the disk works.
final class ConfigWrites {
  private static final Log LOG = Log.of("config.service");
  private static final String RESOLVER_CACHE = "resolver/cache/";

  private final ConfigStore store;
  private final ZoneSecurity security;

  ConfigWrites(ConfigStore store, ZoneSecurity security) {
    this.store = store;
    this.security = security;
  }

  KrpcService.Builder on(KrpcService.Builder service) {
    return service
        .onLater(ConfigApi.SET, (caller, q) -> write(caller, q.key(), q.value(), Mutation.Set::new))
        .onLater(
            ConfigApi.CREATE,
            (caller, q) -> write(caller, q.key(), q.value(), Mutation.Create::new))
        .onLater(
            ConfigApi.APPEND,
            (caller, q) -> write(caller, q.key(), q.appendValue(), Mutation.Append::new))
        .onLater(ConfigApi.DELETE, (caller, key) -> delete(caller, key.key()))
        .onLater(ConfigApi.SET_BY_JSON_PATH, this::setByPath)
        .onLater(ConfigApi.EXEC_TX, (caller, actions) -> done(transaction(caller, actions)))
        .onLater(ConfigApi.COMMIT, this::transaction);
  }

  /// One kind of write of a text.
  @FunctionalInterface
  private interface TextWrite {
    Mutation of(ConfigKey key, String value);
  }

  private CompletionStage<Reply<None>> write(
      Caller caller, String text, Optional<String> value, TextWrite kind) {
    return written(
        text,
        key ->
            value.isEmpty()
                ? refused(Reply.bad("Missing value"))
                : commit(caller, Transaction.of(kind.of(key, value.get())), false));
  }

  private CompletionStage<Reply<None>> delete(Caller caller, String text) {
    return written(text, key -> commit(caller, Transaction.of(new Mutation.Delete(key)), true));
  }

  private CompletionStage<Reply<None>> setByPath(Caller caller, ConfigApi.PathWrite request) {
    return written(
        request.key(),
        key -> {
          if (request.jsonPath().isEmpty() || request.value().isEmpty()) {
            return refused(
                Reply.bad(request.jsonPath().isEmpty() ? "Missing json_path" : "Missing value"));
          }
          var changes = new TreeMap<String, Optional<String>>();
          changes.put(request.jsonPath().get(), request.value());
          return commit(caller, Transaction.of(new Mutation.SetByPath(key, changes)), false);
        });
  }

  /// A write of one key.
  @FunctionalInterface
  private interface KeyWrite {
    CompletionStage<Reply<ConfigApi.Committed>> with(ConfigKey key);
  }

  private static CompletionStage<Reply<None>> written(String text, KeyWrite write) {
    if (text.isEmpty()) {
      return refused(Reply.bad("Missing key"));
    }
    return switch (ConfigKey.parse(text)) {
      case Parsed.Ok<ConfigKey>(var key) -> done(write.with(key));
      case Parsed.Malformed<ConfigKey>(var why) -> refused(Reply.bad(why));
    };
  }

  private static <R> CompletionStage<Reply<R>> refused(Reply<R> reply) {
    return CompletableFuture.completedFuture(reply);
  }

  private CompletionStage<Reply<ConfigApi.Committed>> transaction(
      Caller caller, ConfigApi.Actions actions) {
    return switch (WireActions.read(actions)) {
      case Parsed.Ok<Transaction>(var transaction) -> commit(caller, transaction, false);
      case Parsed.Malformed<Transaction>(var why) -> refused(Reply.bad(why));
    };
  }

  private static CompletionStage<Reply<None>> done(
      CompletionStage<Reply<ConfigApi.Committed>> answer) {
    return answer.thenApply(reply ->
        switch (reply) {
          case Reply.Ok<ConfigApi.Committed> _ -> Reply.ok(None.NONE);
          case Reply.Refused<ConfigApi.Committed>(var problem) -> Reply.refused(problem);
        });
  }

  private CompletionStage<Reply<ConfigApi.Committed>> commit(
      Caller caller, Transaction transaction, boolean deleting) {
    var keys = new ArrayList<ConfigKey>(transaction.mutations().size() + 1);
    transaction.mutations().forEach(mutation -> keys.add(mutation.key()));
    transaction.guard().ifPresent(guard -> keys.add(guard.key()));
    SessionToken who = caller.verified();
    for (ConfigKey key : keys) {
      if (!security.mayWrite(who, key.text())) {
        return refused(Reply.denied("No write permission for key: " + key));
      }
    }
    if (keys.stream().anyMatch(ZoneSecurity::concerns)) {
      return commitAndReload(who, transaction, deleting);
    }
    return store
        .submit(transaction)
        .thenApply(commit -> committed(who, transaction, commit, deleting));
  }

  private static Reply<ConfigApi.Committed> committed(
      SessionToken who, Transaction transaction, Commit commit, boolean deleting) {
    if (!(commit instanceof Commit.Applied(long revision))) {
      return Reply.refused(WireOutcome.problem(commit, deleting));
    }
    audit(who, transaction);
    return Reply.ok(new ConfigApi.Committed(revision));
  }

  /// The new policy and keys hold before the writer is answered; they hold too when it no longer
  /// waits, since nothing interrupts this thread.
  private CompletionStage<Reply<ConfigApi.Committed>> commitAndReload(
      SessionToken who, Transaction transaction, boolean deleting) {
    var answer = new CompletableFuture<Reply<ConfigApi.Committed>>();
    Thread.ofVirtual()
        .name("config-security")
        .start(() -> {
          try {
            Optional<String> wrong = brokenPolicy(transaction);
            if (wrong.isPresent()) {
              answer.complete(Reply.failed(wrong.get()));
              return;
            }
            Commit commit = store.commit(transaction);
            security.reload();
            answer.complete(committed(who, transaction, commit, deleting));
          } catch (InterruptedException | RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  /// A policy that cannot be read would lock everyone out, so it is refused while it is still text.
  private Optional<String> brokenPolicy(Transaction transaction) throws InterruptedException {
    for (Mutation mutation : transaction.mutations()) {
      if (mutation.key().equals(ZoneKeys.RBAC_POLICY)) {
        String stored = store.get(ZoneKeys.RBAC_POLICY).map(Entry::value).orElse("");
        String next =
            switch (mutation) {
              case Mutation.Set(var _, var value) -> value;
              case Mutation.Create(var _, var value) -> value;
              case Mutation.Append(var _, var value) -> stored + value;
              case Mutation.SetByPath _, Mutation.Remove _, Mutation.Delete _ -> "";
            };
        if (AccessPolicy.withTail(next) instanceof Parsed.Malformed<AccessPolicy>(var why)) {
          return Optional.of(why);
        }
      }
    }
    return Optional.empty();
  }

  private static void audit(SessionToken who, Transaction transaction) {
    for (Mutation mutation : transaction.mutations()) {
      if (mutation.key().text().startsWith(RESOLVER_CACHE)) {
        LOG.info(
            "config.resolver.written",
            "key",
            mutation.key(),
            "user",
            who.subject(),
            "app",
            who.appId());
      }
    }
  }
}
