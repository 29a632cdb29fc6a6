package io.bucky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.api.VerifyHubApi;
import io.bucky.api.panel.AppsApi;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier.Verdict;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Reply;
import io.bucky.krpc.http.Endpoint;
import io.bucky.krpc.http.KrpcHttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands at a zone elsewhere, whose refresh tokens work once.
final class RemoteZoneTest {
  private static final Duration TOKEN_LIFE = Duration.ofMinutes(15);

  /// The number of the newest pair; a refresh token of any other ends the login.
  private final AtomicInteger pairs = new AtomicInteger();

  private final ShiftedTime time = new ShiftedTime();
  private volatile Instant issuedAt = Instant.MIN;
  private volatile boolean over;

  @TempDir private Path folder;
  private Path file = Path.of("credentials.json");
  private String zone = "";
  private KrpcHttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = KrpcHttpServer.open(new Metrics(), Time.system());
    int port =
        server.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Endpoint.of(verifyHub(), controlPanel()));
    zone = "http://127.0.0.1:" + port;
    file = folder.resolve("bucky/credentials.json");
    for (String url : List.of(zone, "https://other.example.org")) {
      var login = new Credentials.Login("alice", "refresh-0", Optional.empty(), Optional.empty());
      new Credentials(file).keep(url, login, time);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aCommandGoesOnAfterItsFirstTokenHasEnded() throws Exception {
    try (ZoneConnection connection = open()) {
      list(connection);
      time.advance(TOKEN_LIFE.plusSeconds(1));
      list(connection);
      time.advance(TOKEN_LIFE.plusSeconds(1));
      list(connection);
    }

    assertThat(pairs).hasValue(3);
    try (ZoneConnection next = open()) {
      list(next);
    }
    assertThat(pairs).hasValue(3);
  }

  @Test
  void commandsAtTheSameTimeDoNotSpendOneRefreshTokenTwice() throws Exception {
    try (var commands = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> command =
          () -> {
            try (ZoneConnection connection = open()) {
              return list(connection);
            }
          };
      for (Future<Integer> run : commands.invokeAll(List.of(command, command, command, command))) {
        assertThat(run.get()).isZero();
      }
    }

    assertThat(over).isFalse();
    assertThat(pairs).hasValue(1);
    assertThat(new Credentials(file).find("https://other.example.org")).isPresent();
  }

  @Test
  void aTokenThatTheZoneRefusesIsReplacedOnce() throws Exception {
    try (ZoneConnection connection = open()) {
      issuedAt = time.now().minus(TOKEN_LIFE);

      list(connection);

      assertThat(pairs).hasValue(2);
      over = true;
      issuedAt = time.now().minus(TOKEN_LIFE);
      assertThatThrownBy(() -> list(connection))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("the session was ended");
    }
  }

  @Test
  void loginsAreForTheirUserAlone() throws Exception {
    open().close();

    try (var files = Files.list(file.getParent())) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(it ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(it)))
                  .isEqualTo("rw-------"));
    }
  }

  private ZoneConnection open() throws InterruptedException {
    return RemoteZone.open(zone, new Credentials(file), time);
  }

  private static int list(ZoneConnection connection) throws InterruptedException {
    return connection.call(AppsApi.LIST, new AppsApi.AppsListRequest(Optional.empty())).total();
  }

  private KrpcService controlPanel() {
    return KrpcService.named("control-panel", this::verdict)
        .on(AppsApi.LIST, (_, _) -> Reply.ok(new AppsApi.AppList(0, List.of())))
        .build();
  }

  private KrpcService verifyHub() {
    return KrpcService.named("verify-hub", this::verdict)
        .on(
            VerifyHubApi.REFRESH_TOKEN,
            (_, request) -> {
              int spent = pairs.get();
              boolean fresh = request.refreshToken().equals(Optional.of("refresh-" + spent));
              if (over || !fresh || !pairs.compareAndSet(spent, spent + 1)) {
                over = true;
                return Reply.failed("the session was ended");
              }
              issuedAt = time.now();
              return Reply.ok(
                  new VerifyHubApi.TokenPair("session-" + (spent + 1), "refresh-" + (spent + 1)));
            })
        .build();
  }

  private Verdict verdict(String token) {
    if (over || !time.now().isBefore(issuedAt.plus(TOKEN_LIFE))) {
      return new Verdict.Expired("a while ago");
    }
    return new Verdict.Valid(
        new SessionToken(
            "alice",
            RemoteZone.APP,
            "verify-hub",
            Optional.empty(),
            Instant.MAX,
            Optional.empty(),
            Optional.empty(),
            false,
            SessionToken.Kind.USER,
            Optional.empty()));
  }

  /// The system's clock, which a test can put forward.
  private static final class ShiftedTime implements Time {
    private volatile Duration ahead = Duration.ZERO;

    void advance(Duration duration) {
      ahead = ahead.plus(duration);
    }

    @Override
    public Instant now() {
      return Time.system().now().plus(ahead);
    }

    @Override
    public long nanos() {
      return Time.system().nanos();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      Time.system().sleep(duration);
    }
  }
}
