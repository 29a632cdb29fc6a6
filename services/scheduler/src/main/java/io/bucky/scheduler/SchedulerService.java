package io.bucky.scheduler;

import io.bucky.api.SchedulerApi;
import io.bucky.api.SchedulerApi.BootRequest;
import io.bucky.api.SchedulerApi.BootResult;
import io.bucky.api.SchedulerApi.ExplainRequest;
import io.bucky.api.SchedulerApi.Explanation;
import io.bucky.api.SchedulerApi.Explanations;
import io.bucky.api.SchedulerApi.Refreshed;
import io.bucky.base.Log;
import io.bucky.base.Metrics;
import io.bucky.base.Parsed;
import io.bucky.base.Threads;
import io.bucky.base.Time;
import io.bucky.config.Commit;
import io.bucky.config.ConfigSnapshot;
import io.bucky.config.ConfigStore;
import io.bucky.config.ConfigUnavailable;
import io.bucky.config.Transaction;
import io.bucky.identity.Sealer;
import io.bucky.identity.SessionToken;
import io.bucky.identity.SigningKey;
import io.bucky.identity.TokenVerifier;
import io.bucky.krpc.Caller;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.None;
import io.bucky.krpc.Problem;
import io.bucky.krpc.Reply;
import io.bucky.zone.Ports;
import io.bucky.zone.ZoneKeys;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The scheduler of a zone: its loop and its kRPC methods. Open it once in a program; any thread
/// may call, one virtual thread plans and writes.
public final class SchedulerService implements AutoCloseable {
  private static final Duration ROUND_MAX = Duration.ofSeconds(10);
  private static final Log LOG = Log.of("scheduler");

  private final Setup setup;
  private final RoundLoop loop;
  private final Thread thread;
  private final KrpcService krpc;

  /// What the service is made of.
  ///
  /// @param store system config, in the name of `scheduler`
  /// @param node the short name of this device, the only one that may boot the zone
  public record Setup(
      ConfigStore store,
      TokenVerifier verifier,
      ZoneLayout layout,
      Ports ports,
      String node,
      SecureRandom random,
      Time time,
      Metrics metrics) {}

  private SchedulerService(Setup setup) {
    this.setup = setup;
    this.loop = new RoundLoop(setup.store, new Planner(setup.ports), setup.time, setup.metrics);
    this.thread = Thread.ofVirtual().name("scheduler-rounds").unstarted(loop);
    this.krpc =
        KrpcService.named(SchedulerApi.SERVICE, setup.verifier)
            .on(SchedulerApi.BOOT, this::boot)
            .on(SchedulerApi.REFRESH_RBAC, this::refresh)
            .on(SchedulerApi.EXPLAIN, this::explain)
            .metrics(setup.metrics)
            .time(setup.time)
            .build();
  }

  /// Starts the loop; it waits by itself until system config answers.
  public static SchedulerService open(Setup setup) {
    var service = new SchedulerService(setup);
    service.thread.start();
    return service;
  }

  public KrpcService krpc() {
    return krpc;
  }

  /// Ends the loop after the round it is in.
  @Override
  public void close() {
    loop.stop();
    Threads.end(thread);
  }

  private Reply<BootResult> boot(Caller caller, BootRequest request) throws InterruptedException {
    SessionToken token = caller.verified();
    if (token.kind() != SessionToken.Kind.DEVICE || !token.subject().equals(setup.node)) {
      return Reply.denied("only the node " + setup.node + " boots its zone");
    }
    try {
      ConfigSnapshot existing = setup.store.snapshot("");
      if (existing.value(ZoneKeys.BOOT_CONFIG).isPresent()) {
        return alreadyBooted();
      }
      return switch (bootTransaction(existing)) {
        case Parsed.Malformed<Transaction>(var why) ->
            Reply.failed("the zone cannot boot: " + why + "; activate it again");
        case Parsed.Ok<Transaction>(var transaction) -> commitBoot(transaction);
      };
    } catch (ConfigUnavailable e) {
      return Reply.refused(new Problem.ServiceUnavailable("system config: " + e.getMessage()));
    }
  }

  private Parsed<Transaction> bootTransaction(ConfigSnapshot existing) {
    try {
      String text = Files.readString(setup.layout.startConfig());
      Sealer sealer = Sealer.openOrCreate(setup.layout.sealKey(), setup.random);
      return Founding.parse(text)
          .flatMap(start ->
              new BootPlan(start, SigningKey.generate(setup.random), sealer, setup.ports)
                  .transaction(existing, setup.time.now()));
    } catch (IOException e) {
      return Parsed.malformed(
          "%s cannot be read (%s)".formatted(setup.layout.startConfig(), e.getMessage()));
    }
  }

  private Reply<BootResult> commitBoot(Transaction transaction) throws InterruptedException {
    return switch (setup.store.commit(transaction)) {
      case Commit.Applied(long revision) -> {
        LOG.info("scheduler.zone.booted", "revision", revision);
        yield Reply.ok(new BootResult(revision, transaction.mutations().size()));
      }
      case Commit.Exists _ -> alreadyBooted();
      case Commit.Conflict(var key, _, _) -> Reply.failed(key + " changed meanwhile; try again");
      case Commit.Missing(var key) -> Reply.failed(key + " is missing; try again");
      case Commit.Invalid(var key, var why) -> Reply.failed(key + " is refused: " + why);
    };
  }

  private static Reply<BootResult> alreadyBooted() {
    return Reply.failed("the zone has booted already: boot/config exists");
  }

  private Reply<Refreshed> refresh(Caller caller, None request) throws InterruptedException {
    try {
      RoundLoop.Round round = loop.ask().get(ROUND_MAX.toMillis(), TimeUnit.MILLISECONDS);
      return Reply.ok(new Refreshed(round.mutations() > 0, round.mutations()));
    } catch (ExecutionException | TimeoutException e) {
      return Reply.refused(
          new Problem.ServiceUnavailable("system config does not answer; try again"));
    }
  }

  private Reply<Explanations> explain(Caller caller, ExplainRequest request) {
    List<Explanation> all =
        loop.latest().explanations().values().stream()
            .filter(it -> request.app().isEmpty() || request.app().get().equals(it.spec()))
            .filter(it -> mayRead(caller, it.spec()))
            .toList();
    return Reply.ok(new Explanations(all));
  }

  /// Everyone reads about their own apps, the zone's machines and its owner key about all.
  private static boolean mayRead(Caller caller, String spec) {
    SessionToken token = caller.verified();
    return token.kind() == SessionToken.Kind.DEVICE
        || token.subject().equals("root")
        || spec.endsWith("@" + token.subject());
  }
}
