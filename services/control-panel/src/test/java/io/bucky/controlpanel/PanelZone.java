package io.bucky.controlpanel;

import io.bucky.api.SchedulerApi;
import io.bucky.api.panel.AuthApi;
import io.bucky.api.panel.AuthApi.LoginRequest;
import io.bucky.api.panel.AuthApi.LoginResult;
import io.bucky.api.tasks.Task;
import io.bucky.api.tasks.TaskQueryApi;
import io.bucky.base.Metrics;
import io.bucky.base.Secret;
import io.bucky.base.Unwind;
import io.bucky.config.ConfigKey;
import io.bucky.config.Entry;
import io.bucky.config.Mutation;
import io.bucky.config.Transaction;
import io.bucky.config.embedded.EmbeddedStore;
import io.bucky.config.testing.MemoryConfig;
import io.bucky.identity.BootDocument;
import io.bucky.identity.DeviceDocument;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.Did;
import io.bucky.identity.OodString;
import io.bucky.identity.OwnerDocument;
import io.bucky.identity.Sealer;
import io.bucky.identity.SigningKey;
import io.bucky.identity.TrustKeys;
import io.bucky.identity.ZoneDocument;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.LocalKrpcCaller;
import io.bucky.krpc.Method;
import io.bucky.krpc.TokenSource;
import io.bucky.krpc.http.Endpoint;
import io.bucky.krpc.http.HttpRoute;
import io.bucky.krpc.http.KrpcHttpServer;
import io.bucky.scheduler.SchedulerService;
import io.bucky.taskmanager.TaskManagerService;
import io.bucky.verifyhub.VerifyHubService;
import io.bucky.zone.BootConfig;
import io.bucky.zone.GatewaySettings;
import io.bucky.zone.InstanceReport;
import io.bucky.zone.Ports;
import io.bucky.zone.ZoneKeys;
import io.bucky.zone.ZoneLayout;
import io.bucky.zone.ZoneTrust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/// The zone `home.localhost` of `alice` with every service that the panel needs, the real ones, in
/// this process. The node is the test: it writes reports.
final class PanelZone implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final ShiftedTime time;
  final EmbeddedStore store;
  final ZoneLayout layout;
  private final SchedulerService scheduler;
  private final LocalKrpcCaller local;
  private final Unwind resources;
  private final URI http;

  private PanelZone(
      ShiftedTime time,
      EmbeddedStore store,
      ZoneLayout layout,
      SchedulerService scheduler,
      LocalKrpcCaller local,
      Unwind all,
      URI http) {
    this.time = time;
    this.store = store;
    this.layout = layout;
    this.scheduler = scheduler;
    this.local = local;
    this.resources = all;
    this.http = http;
  }

  static PanelZone open(Path root) throws Exception {
    var random = new SecureRandom();
    var time = new ShiftedTime();
    var layout = new ZoneLayout(root);
    var metrics = new Metrics();
    Instant now = time.now();
    var all = new Unwind();
    DeviceIdentity device = device(layout, time, random, now);
    Files.writeString(layout.gatewaySettings(), Json.write(entrances(new Ports(3_000))));
    EmbeddedStore store = all.push(MemoryConfig.open());
    var trust = new TrustKeys(time);
    trust.replaceAll(ZoneTrust.keys(device, Optional.empty(), new TreeMap<>(), now));
    var local =
        new LocalKrpcCaller(
            () -> Optional.of(device.loginToken("ood1", "control-panel", Duration.ofMinutes(10))),
            time);
    var scheduler =
        all.push(
            SchedulerService.open(
                new SchedulerService.Setup(
                    store, trust, layout, new Ports(3_000), "ood1", random, time, metrics)));
    URI nowhere = URI.create("http://127.0.0.1:1");
    var zone = new PanelZone(time, store, layout, scheduler, local, all, nowhere);
    zone.put("devices/ood1/info", "{\"device_type\":\"ood\",\"support_container\":true}");
    local.add(scheduler.krpc());
    ok(local.call(SchedulerApi.BOOT, new SchedulerApi.BootRequest(Optional.empty())));
    BootConfig boot = Json.read(zone.text(ZoneKeys.BOOT_CONFIG), BootConfig.class).orThrow();
    trust.replaceAll(ZoneTrust.keys(device, Optional.of(boot), new TreeMap<>(), now));
    Sealer sealer = Sealer.openOrCreate(layout.sealKey(), random);
    var hub = all.push(VerifyHubService.open(store, sealer, device, trust, metrics, time, random));
    local.add(hub.service());
    var tasks =
        all.push(TaskManagerService.open(all.push(MemoryConfig.open()), _ -> {}, metrics, time));
    local.add(tasks.service(trust, metrics));
    var panel =
        all.push(
            ControlPanelService.open(
                new ControlPanelService.Setup(
                    store, trust, local, _ -> true, layout, "ood1", random, time, metrics)));
    local.add(panel.krpc());
    var server = all.push(KrpcHttpServer.open(metrics, time));
    Endpoint endpoint = Endpoint.of(panel.krpc());
    for (HttpRoute route : panel.routes()) {
      endpoint = endpoint.with(route);
    }
    int port = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), endpoint);
    URI http = URI.create("http://127.0.0.1:" + port);
    return new PanelZone(time, store, layout, scheduler, local, all, http);
  }

  /// What the node daemon lets the gateway open where it may bind the plain standard port, too.
  private static GatewaySettings entrances(Ports ports) {
    String here = "127.0.0.1";
    return new GatewaySettings(
        List.of(
            new GatewaySettings.Listener(here, ports.http(), "http", false),
            new GatewaySettings.Listener(here, 80, "http", true),
            new GatewaySettings.Listener(here, ports.https(), "https", false),
            new GatewaySettings.Listener(here, ports.nodeGateway(), "node", false)),
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ports.gatewayStatus(),
        new GatewaySettings.WebPorts(ports.http(), ports.https()));
  }

  private static DeviceIdentity device(
      ZoneLayout layout, ShiftedTime time, SecureRandom random, Instant now) throws Exception {
    SigningKey ownerKey = SigningKey.generate(random);
    SigningKey deviceKey = SigningKey.generate(random);
    var owner = new Did("bns", "alice");
    var zone = new Did("web", "home.localhost");
    var boot =
        BootDocument.build(
            List.of(OodString.parse("ood1").orThrow()), Optional.empty(), now.plusSeconds(99_999));
    var zoneDocument =
        ZoneDocument.build(zone, "home.localhost", owner, ownerKey.publicKey(), boot, "", now);
    var document =
        DeviceDocument.build(
            new Did("dev", deviceKey.publicKey().x()),
            "ood1",
            DeviceDocument.OOD,
            deviceKey.publicKey(),
            owner,
            zone,
            Optional.empty(),
            now);
    String jwt = document.sign(ownerKey);
    var start = Json.object().put("user_name", "alice");
    start.set(
        "owner_document",
        OwnerDocument.build(owner, "alice", "Alice", ownerKey.publicKey(), now).json());
    start.put("zone_document_jwt", zoneDocument.sign(ownerKey)).put("ood_jwt", jwt);
    start.put("admin_password_hash", stored("alice", "secret"));
    Files.createDirectories(layout.etc());
    Files.writeString(layout.startConfig(), Json.write(start));
    String identity =
        DeviceIdentity.toJson(
            zone, "home.localhost", owner, ownerKey.publicKey(), document, jwt, "", now);
    return DeviceIdentity.open(identity, deviceKey.toPem(), time, random).orThrow();
  }

  /// From now on the test writes the routes; else the scheduler would take them back.
  void stopScheduling() throws Exception {
    await(() -> store.get(ZoneKeys.gatewayInfo("ood1")).isPresent());
    scheduler.close();
  }

  /// A user with the password `secret`.
  void user(String name, String type) throws Exception {
    Sealer sealer = Sealer.open(layout.sealKey(), new SecureRandom());
    String place = "users/" + name + "/settings";
    var settings = Json.object().put("user_id", name).put("type", type).put("state", "active");
    settings.put("password", sealer.seal(place, new Secret(stored(name, "secret"))));
    put(place, Json.write(settings));
  }

  static String stored(String user, String password) throws Exception {
    return sha256(password + user + ".buckyos");
  }

  static String proof(String user, String password, long nonce) throws Exception {
    return sha256(stored(user, password) + nonce);
  }

  private static String sha256(String text) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(hash);
  }

  Answer<LoginResult> login(String user, String app, Optional<String> redirect) throws Exception {
    long nonce = time.now().toEpochMilli();
    time.sleep(Duration.ofMillis(2)); // the next login needs another nonce
    return local
        .as(TokenSource.none())
        .call(
            AuthApi.LOGIN,
            new LoginRequest(
                user,
                proof(user, "secret", nonce),
                Optional.of(app),
                Optional.of(nonce),
                redirect));
  }

  /// Calls in the name of this device.
  KrpcCaller device() {
    return local;
  }

  /// Calls in the name of a user who logged in at `app`.
  KrpcCaller as(String user, String app) throws Exception {
    return local.as(TokenSource.of(ok(login(user, app, Optional.empty())).sessionToken()));
  }

  /// Calls with a token.
  KrpcCaller with(String token) {
    return local.as(TokenSource.of(token));
  }

  KrpcCaller anonymous() {
    return local.as(TokenSource.none());
  }

  URI http(String path) {
    return http.resolve(path);
  }

  void put(String key, String value) throws InterruptedException {
    var _ = store.commit(Transaction.of(new Mutation.Set(ConfigKey.of(key), value)));
  }

  String text(ConfigKey key) throws InterruptedException {
    return store.get(key).map(Entry::value).orElseThrow();
  }

  void report(String service, String state, Optional<String> error) throws InterruptedException {
    long now = time.now().getEpochSecond();
    var report =
        new InstanceReport(
            service + "@ood1",
            "ood1",
            "did:bns:ood1",
            state,
            Map.of("www", 10_016),
            now,
            now,
            1,
            Optional.empty(),
            error);
    put(ZoneKeys.instance(service, "ood1").text(), Json.write(report));
  }

  Task task(long id) throws InterruptedException {
    return ok(local.call(TaskQueryApi.GET, new TaskQueryApi.Ref(id))).task();
  }

  /// Waits until the task has ended.
  Task ended(long id) throws Exception {
    await(() -> task(id).status().isTerminal());
    return task(id);
  }

  void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not come to pass within " + PATIENCE);
      }
      time.sleep(Duration.ofMillis(10));
    }
  }

  static <R> R ok(Answer<R> answer) {
    if (answer instanceof Answer.Ok<R>(var value)) {
      return value;
    }
    throw new AssertionError("refused: " + answer);
  }

  static <Q, R> String refusal(KrpcCaller caller, Method<Q, R> method, Q request)
      throws InterruptedException {
    Answer<R> answer = caller.call(method, request);
    if (answer instanceof Answer.Refused<R>(var problem)) {
      return problem.wire();
    }
    throw new AssertionError("not refused: " + answer);
  }

  @Override
  public void close() {
    resources.close();
  }
}
