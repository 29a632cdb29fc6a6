package io.bucky.config;

import io.bucky.base.Time;
import io.bucky.krpc.Answer;
import io.bucky.krpc.Method;
import io.bucky.krpc.TokenSource;
import io.bucky.krpc.http.HttpKrpcCaller;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;

/// The zone's config store over kRPC and a watch stream. Any thread; the owner closes it.
public final class RemoteConfig implements ConfigStore, AutoCloseable {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(3);

  /// The same methods, read as they come: `null` and arrays are results here.
  private static final Method<ConfigApi.Key, JsonNode> GET = raw(ConfigApi.GET);

  private static final Method<ConfigApi.Key, JsonNode> LIST = raw(ConfigApi.LIST);

  private final HttpKrpcCaller caller;
  private final HttpClient http;
  private final URI base;
  private final TokenSource tokens;
  private final Time time;

  private RemoteConfig(
      HttpKrpcCaller caller, HttpClient http, URI base, TokenSource tokens, Time time) {
    this.caller = caller;
    this.http = http;
    this.base = base;
    this.tokens = tokens;
    this.time = time;
  }

  /// @param base what `/kapi/system_config` stands below: `http://127.0.0.1:3200`
  public static RemoteConfig open(URI base, TokenSource tokens, Time time) {
    return new RemoteConfig(
        HttpKrpcCaller.open(base, tokens, time), client().build(), base, tokens, time);
  }

  /// The same with the trust of `tls`: a zone's local CA.
  public static RemoteConfig open(URI base, TokenSource tokens, Time time, SSLContext tls) {
    return new RemoteConfig(
        HttpKrpcCaller.open(io.bucky.krpc.ServiceDirectory.at(base), tokens, time, tls),
        client().sslContext(tls).build(),
        base,
        tokens,
        time);
  }

  private static HttpClient.Builder client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_MAX)
        .executor(
            Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("config-client-", 0).factory()));
  }

  private static <Q> Method<Q, JsonNode> raw(Method<Q, ?> method) {
    return Method.of(
            method.service(), method.name(), method.request(), JsonNode.class, method.summary())
        .asRepeatable();
  }

  @Override
  public Optional<Entry> get(ConfigKey key) throws InterruptedException {
    JsonNode result = call(GET, new ConfigApi.Key(key.text()));
    return result.isNull()
        ? Optional.empty()
        : Optional.of(
            new Entry(result.path("value").stringValue(""), result.path("version").longValue(0)));
  }

  @Override
  public List<String> children(String prefix) throws InterruptedException {
    var names = new ArrayList<String>();
    for (JsonNode name : call(LIST, new ConfigApi.Key(prefix))) {
      names.add(name.stringValue(""));
    }
    return names;
  }

  @Override
  public ConfigSnapshot snapshot(String prefix) throws InterruptedException {
    var result = call(ConfigApi.SNAPSHOT, new ConfigApi.Prefix(prefix));
    var entries = new TreeMap<ConfigKey, Entry>();
    result.entries().forEach((key, entry) -> entries.put(ConfigKey.of(key), entry));
    return new ConfigSnapshot(result.revision(), entries);
  }

  @Override
  public Commit commit(Transaction transaction) throws InterruptedException {
    return switch (caller.call(ConfigApi.COMMIT, WireActions.write(transaction))) {
      case Answer.Ok<ConfigApi.Committed>(var done) -> new Commit.Applied(done.revision());
      case Answer.Refused<ConfigApi.Committed>(var problem) ->
          WireOutcome.outcome(problem).orElseThrow(() -> ConfigUnavailable.of(problem));
      case Answer.Unreachable<ConfigApi.Committed>(var why) ->
          throw new ConfigUnavailable(why, false);
    };
  }

  @Override
  public ConfigWatch watch(String prefix, long revision) {
    return new RemoteWatch(http, base, tokens, time, prefix, revision);
  }

  @Override
  public List<Change> history(ConfigKey key) throws InterruptedException {
    return call(ConfigApi.HISTORY, new ConfigApi.Key(key.text())).changes().stream()
        .map(c -> new Change(c.revision(), key, c.value(), c.version()))
        .toList();
  }

  private <Q, R> R call(Method<Q, R> method, Q request) throws InterruptedException {
    return switch (caller.call(method, request)) {
      case Answer.Ok<R>(var value) -> value;
      case Answer.Refused<R>(var problem) -> throw ConfigUnavailable.of(problem);
      case Answer.Unreachable<R>(var why) -> throw new ConfigUnavailable(why, false);
    };
  }

  @Override
  public void close() {
    caller.close();
    http.shutdownNow();
  }
}
