package io.bucky.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.SchedulerApi;
import io.bucky.api.SchedulerApi.BootRequest;
import io.bucky.api.SchedulerApi.ExplainRequest;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.config.ConfigKey;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.embedded.EmbeddedStore;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.LocalKrpcCaller;
import io.bucky.krpc.None;
import io.bucky.krpc.TokenSource;
import io.bucky.zone.ZoneKeys;
import io.bucky.zone.ZoneLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerServiceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path root;
  private final ZoneFixture zone = new ZoneFixture();
  private final LocalKrpcCaller local =
      new LocalKrpcCaller(TokenSource.of("device ood1"), Time.system());
  private final EmbeddedStore store = MemoryConfig.open();

  @SuppressWarnings("NullAway.Init")
  private SchedulerService service;

  @BeforeEach
  void open() throws Exception {
    var layout = new ZoneLayout(root);
    Files.createDirectories(layout.etc());
    Files.writeString(layout.startConfig(), Json.write(zone.startConfig()));
    service =
        SchedulerService.open(
            new SchedulerService.Setup(
                store,
                SchedulerServiceTest::believe,
                layout,
                ZoneFixture.PORTS,
                "ood1",
                new SecureRandom(),
                Time.system(),
                new Metrics()));
    local.add(service.krpc());
    put("devices/ood1/info", "{\"device_type\":\"ood\"}");
  }

  @AfterEach
  void close() {
    service.close();
    store.close();
  }

  @Test
  @DisplayName("S63: the first boot creates boot/config once, the second refuses")
  void aZoneBootsOnce() throws Exception {
    assertThat(boot(local)).isInstanceOf(Answer.Ok.class);
    Optional<Entry> first = store.get(ZoneKeys.BOOT_CONFIG);
    assertThat(first).isPresent();

    assertThat(boot(local).toString()).contains("has booted already");
    assertThat(store.get(ZoneKeys.BOOT_CONFIG)).isEqualTo(first);
  }

  @Test
  void nobodyButTheNodeItselfBootsTheZone() throws Exception {
    for (String other : new String[] {"user alice", "device ood2", "service ood1"}) {
      assertThat(boot(local.as(TokenSource.of(other))).toString())
          .as(other)
          .contains("only the node ood1");
    }
    assertThat(boot(local.as(TokenSource.none())).toString()).contains("No session token");
    assertThat(store.get(ZoneKeys.BOOT_CONFIG)).isEmpty();
  }

  @Test
  void anInstalledAppIsPlacedWithoutWaitingForARound() throws Exception {
    assertThat(boot(local)).isInstanceOf(Answer.Ok.class);

    install("notes");

    await(() ->
        text(ZoneKeys.nodeConfig("ood1")).contains("notes@alice@ood1")
            && text(ZoneKeys.appSpec("alice", "notes")).contains("\"running\""));
    var said = local.call(SchedulerApi.EXPLAIN, new ExplainRequest(Optional.of("notes@alice")));
    assertThat(said.toString()).contains("state=placed");
    assertThat(
            local
                .as(TokenSource.of("user bob"))
                .call(SchedulerApi.EXPLAIN, new ExplainRequest(Optional.empty()))
                .toString())
        .doesNotContain("notes");
  }

  @Test
  void aValueThatIsRefusedHoldsUpNothingElse() throws Exception {
    assertThat(boot(local)).isInstanceOf(Answer.Ok.class);
    String info = "{\"state\":\"new\",\"note\":\"%s\"}";
    int room = Mutation.VALUE_BYTES_MAX - info.length() + "%s".length();
    put("devices/laptop/info", info.formatted("x".repeat(room))); // `prepare` is longer than `new`

    install("notes");

    await(() -> text(ZoneKeys.nodeConfig("ood1")).contains("notes@alice@ood1"));
    assertThat(text(ZoneKeys.deviceInfo("laptop"))).startsWith("{\"state\":\"new\"");
  }

  @Test
  void refreshingRolesAnswersWhenTheyAreWritten() throws Exception {
    assertThat(boot(local)).isInstanceOf(Answer.Ok.class);
    put("users/carol/settings", "{\"user_id\":\"carol\",\"type\":\"admin\",\"state\":\"active\"}");

    assertThat(local.call(SchedulerApi.REFRESH_RBAC, None.NONE)).isInstanceOf(Answer.Ok.class);

    assertThat(text(ZoneKeys.RBAC_POLICY)).contains("g, carol, admin");
  }

  @Test
  void aZoneAtRestIsNotWrittenTo() throws Exception {
    assertThat(boot(local)).isInstanceOf(Answer.Ok.class);
    install("notes");
    await(() -> text(ZoneKeys.appSpec("alice", "notes")).contains("\"running\""));
    assertThat(local.call(SchedulerApi.REFRESH_RBAC, None.NONE)).isInstanceOf(Answer.Ok.class);
    long before = store.snapshot("").revision();

    assertThat(local.call(SchedulerApi.REFRESH_RBAC, None.NONE).toString())
        .contains("updated=false");

    assertThat(store.snapshot("").revision()).isEqualTo(before);
  }

  private static TokenVerifier.Verdict believe(String token) {
    String[] part = token.split(" ", 2);
    SessionToken.Kind kind =
        switch (part[0]) {
          case "device" -> SessionToken.Kind.DEVICE;
          case "service" -> SessionToken.Kind.SERVICE;
          default -> SessionToken.Kind.USER;
        };
    return new TokenVerifier.Verdict.Valid(
        new SessionToken(
            part[1],
            "node-daemon",
            part[1],
            Optional.empty(),
            Instant.MAX,
            Optional.empty(),
            Optional.empty(),
            false,
            kind,
            Optional.empty()));
  }

  private static Answer<?> boot(KrpcCaller caller) throws InterruptedException {
    return caller.call(SchedulerApi.BOOT, new BootRequest(Optional.empty()));
  }

  private void install(String app) throws InterruptedException {
    zone.app("alice", app, 1, "");
    put(ZoneKeys.appSpec("alice", app).text(), zone.text("users/alice/apps/" + app + "/spec"));
  }

  private void put(String key, String value) throws InterruptedException {
    var _ = store.commit(Transaction.of(new Mutation.Set(ConfigKey.of(key), value)));
  }

  private String text(ConfigKey key) throws InterruptedException {
    return store.get(key).map(Entry::value).orElse("");
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not come to pass within " + PATIENCE);
      }
      Time.system().sleep(Duration.ofMillis(5));
    }
  }
}
