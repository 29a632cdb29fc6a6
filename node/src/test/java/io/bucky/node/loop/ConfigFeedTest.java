package io.bucky.node.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Time;
import io.bucky.config.ConfigKey;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.node.Eventually;
import io.bucky.zone.ZoneKeys;
import io.bucky.zone.ZoneLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFeedTest {
  @TempDir Path folder;
  private final SwitchedConfig config = new SwitchedConfig(MemoryConfig.open());
  private final AtomicReference<String> gatewayInfo = new AtomicReference<>("");
  private ConfigFeed feed;
  private Thread thread;

  @BeforeEach
  void open() {
    feed = newFeed();
    thread = start(feed);
  }

  @AfterEach
  void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private ConfigFeed newFeed() {
    return new ConfigFeed(
        "ood1", config, new ZoneLayout(folder), Time.system(), gatewayInfo::set, () -> {});
  }

  private static Thread start(ConfigFeed feed) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            feed.follow();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void write(ConfigKey key, String value) throws InterruptedException {
    config.commit(Transaction.of(new Mutation.Set(key, value)));
  }

  private static String node(String state) {
    return "{\"node_id\":\"ood1\",\"node_did\":\"did:dev:x\",\"state\":\"%s\",\"apps\":{}}"
        .formatted(state);
  }

  private boolean sees(String state) {
    return feed.view().config().filter(seen -> seen.state().equals(state)).isPresent();
  }

  @Test
  void aChangeArrivesByItself() throws Exception {
    write(ZoneKeys.nodeConfig("ood1"), node("running"));
    Eventually.holds("the config", () -> sees("running"));
    assertThat(feed.view().live()).isTrue();

    write(ZoneKeys.nodeConfig("ood1"), node("stopped"));
    write(ZoneKeys.gatewayInfo("ood1"), "{}");

    Eventually.holds("the change", () -> sees("stopped") && gatewayInfo.get().equals("{}"));
  }

  @Test
  void aConfigThatCannotBeReadIsNotTakenOver() throws Exception {
    write(ZoneKeys.nodeConfig("ood1"), node("running"));
    Eventually.holds("the config", () -> sees("running"));

    write(ZoneKeys.nodeConfig("ood1"), "{\"apps\": 7}");
    write(ZoneKeys.gatewayInfo("ood1"), "{\"later\":1}");

    Eventually.holds("the later change", () -> gatewayInfo.get().contains("later"));
    assertThat(sees("running")).isTrue();
  }

  @Test
  @DisplayName("S65: with system config away the last known config holds, and it is followed again")
  void theLastConfigHoldsWhileSystemConfigIsAway() throws Exception {
    write(ZoneKeys.nodeConfig("ood1"), node("running"));
    Eventually.holds("the config", () -> sees("running"));

    config.away(true);
    Eventually.holds("the loss is seen", () -> !feed.view().connected());
    assertThat(sees("running")).isTrue();

    config.away(false);
    write(ZoneKeys.nodeConfig("ood1"), node("stopped"));
    Eventually.holds("the change", () -> sees("stopped") && feed.view().connected());
  }

  @Test
  void aNewDaemonKnowsWhatTheLastOneKnew() throws Exception {
    write(ZoneKeys.BOOT_CONFIG, "{\"zone_document\":\"x\"}");
    write(ZoneKeys.nodeConfig("ood1"), node("running"));
    Eventually.holds("the config", () -> sees("running"));
    Path cache = folder.resolve("local/node/known.json");
    Eventually.holds("the cache", () -> Files.exists(cache));
    config.away(true);

    ConfigFeed next = newFeed();
    next.loadCache();

    assertThat(next.view().config().orElseThrow().state()).isEqualTo("running");
    assertThat(next.view().live()).isFalse();
  }

  @Test
  void aBrokenCacheIsNoReasonNotToStart() throws Exception {
    Path cache = folder.resolve("other/local/node/known.json");
    Files.createDirectories(cache.getParent());
    Files.writeString(cache, "{broken");
    var other =
        new ConfigFeed(
            "ood1",
            config,
            new ZoneLayout(folder.resolve("other")),
            Time.system(),
            _ -> {},
            () -> {});

    other.loadCache();

    assertThat(other.view().config()).isEmpty();
  }
}
