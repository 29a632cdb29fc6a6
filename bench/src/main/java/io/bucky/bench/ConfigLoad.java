package io.bucky.bench;

import io.bucky.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Question: what does one acknowledged write, one read, one watched event of system config cost,
/// through kRPC with token check and RBAC?
///
/// `ConfigLoad PORT TOKEN put|get|watch CLIENTS OPERATIONS [WATCHERS]`: 256-byte values on 10,000
/// keys, each client in a closed loop on its own connection. Prints one JSON line.
public final class ConfigLoad {
  private static final int KEYS = 10_000;
  private static final int VALUE_BYTES = 256;
  private static final String PATH = "/kapi/system_config";

  private ConfigLoad() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    String token = arguments[1];
    String mode = arguments[2];
    int clients = Integer.parseInt(arguments[3]);
    long operations = Long.parseLong(arguments[4]);
    int watchers = arguments.length > 5 ? Integer.parseInt(arguments[5]) : 0;
    var load = new Load(port, token, mode, clients, operations, watchers);
    System.out.println(load.run());
  }

  private record Load(
      int port, String token, String mode, int clients, long operations, int watchers) {

    String run() throws InterruptedException, IOException {
      if (mode.equals("get")) {
        preload();
      }
      var failure = new AtomicReference<@Nullable Exception>();
      var events = new AtomicLong();
      if (watchers > 0) {
        var readers = Watchers.open(port, token, watchers, events);
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                readers.run();
              } catch (IOException e) {
                failure.set(e);
              }
            });
      }
      long[][] latencies = new long[clients][];
      var threads = new ArrayList<Thread>();
      long start = System.nanoTime();
      for (int i = 0; i < clients; i++) {
        int client = i;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    latencies[client] = loop(client);
                  } catch (IOException e) {
                    failure.set(e);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      long written = System.nanoTime();
      long expected = (operations / clients) * clients * watchers;
      while (watchers > 0
          && events.get() < expected
          && System.nanoTime() - written < 20_000_000_000L) {
        Thread.sleep(1); // the watchers need this core
      }
      long end = watchers > 0 ? System.nanoTime() : written;
      Exception failed = failure.get();
      if (failed != null) {
        throw new IOException("a client failed", failed);
      }
      return report(latencies, end - start, events.get(), expected);
    }

    private String report(long[][] latencies, long nanos, long events, long expected) {
      long[] all = Arrays.stream(latencies).flatMapToLong(Arrays::stream).sorted().toArray();
      double seconds = nanos / 1e9;
      var line =
          Json.object()
              .put("mode", mode)
              .put("clients", clients)
              .put("operations", all.length)
              .put("per_second", Math.round(all.length / seconds))
              .put("p50_ms", round(all[all.length / 2]))
              .put("p99_ms", round(all[(int) (all.length * 0.99)]));
      if (watchers > 0) {
        line.put("watchers", watchers)
            .put("events", events)
            .put("events_lost", expected - events)
            .put("events_per_second", Math.round(events / seconds));
      }
      return line.toString();
    }

    private static double round(long nanos) {
      return Double.parseDouble(String.format(Locale.ROOT, "%.3f", nanos / 1e6));
    }

    private long[] loop(int client) throws IOException {
      int mine = (int) (operations / clients);
      var random = new Random(client);
      long[] latency = new long[mine];
      try (var http = new RawHttp(port, PATH)) {
        for (int i = 0; i < mine; i++) {
          byte[] body = mode.equals("get") ? get(random, i) : put(random, i);
          long before = System.nanoTime();
          check(http.post(body));
          latency[i] = System.nanoTime() - before;
        }
      }
      return latency;
    }

    private void preload() throws IOException {
      try (var http = new RawHttp(port, PATH)) {
        for (int from = 0; from < KEYS; from += 500) {
          var actions = new StringBuilder();
          for (int i = from; i < from + 500; i++) {
            actions
                .append(actions.isEmpty() ? "" : ",")
                .append(
                    "\"%s\":{\"action\":\"update\",\"value\":\"%s\"}".formatted(key(i), value()));
          }
          check(http.post(body("sys_config_exec_tx", "{\"actions\":{" + actions + "}}", from)));
        }
      }
    }

    private byte[] put(Random random, int sequence) {
      return body(
          "sys_config_set",
          "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(key(random.nextInt(KEYS)), value()),
          sequence);
    }

    private byte[] get(Random random, int sequence) {
      return body(
          "sys_config_get", "{\"key\":\"%s\"}".formatted(key(random.nextInt(KEYS))), sequence);
    }

    private byte[] body(String method, String params, long sequence) {
      return "{\"method\":\"%s\",\"params\":%s,\"sys\":[%d,\"%s\"]}"
          .formatted(method, params, sequence, token)
          .getBytes(StandardCharsets.US_ASCII);
    }

    private static String key(int number) {
      return "services/bench/%05d".formatted(number);
    }

    private static String value() {
      return "v".repeat(VALUE_BYTES);
    }

    private static void check(byte[] answer) throws IOException {
      String text = new String(answer, 0, Math.min(answer.length, 64), StandardCharsets.US_ASCII);
      if (!text.contains("\"result\"")) {
        throw new IOException("refused: " + new String(answer, StandardCharsets.UTF_8));
      }
    }
  }
}
