package io.bucky.bench;

import io.bucky.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
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
  private static final int CHUNK_KEYS = 100;
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
      var requests = new ArrayList<ClosedLoop.Requests>();
      for (int i = 0; i < clients; i++) {
        requests.add(requests(new Random(i)));
      }
      int each = (int) (operations / clients);
      try (var loop = ClosedLoop.open(port, requests, each)) {
        long start = System.nanoTime();
        long[] latencies = loop.run();
        long written = System.nanoTime();
        long expected = (long) each * clients * watchers;
        while (watchers > 0
            && events.get() < expected
            && failure.get() == null
            && System.nanoTime() - written < 20_000_000_000L) {
          Thread.sleep(1); // the watchers need this core
        }
        long end = watchers > 0 ? System.nanoTime() : written;
        Exception failed = failure.get();
        if (failed != null) {
          throw new IOException("a watcher failed", failed);
        }
        return report(latencies, end - start, events.get(), expected);
      }
    }

    private String report(long[] latencies, long nanos, long events, long expected) {
      long[] all = Arrays.stream(latencies).sorted().toArray();
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

    /// Requests that differ in the digits of their key alone, which are written into one array.
    private ClosedLoop.Requests requests(Random random) {
      byte[] request =
          mode.equals("get")
              ? call("sys_config_get", "{\"key\":\"%s\"}".formatted(key(0)))
              : call(
                  "sys_config_set", "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(key(0), value()));
      int digits =
          new String(request, StandardCharsets.US_ASCII).indexOf(key(0)) + key(0).length() - 5;
      return () -> {
        int number = random.nextInt(KEYS);
        for (int i = 4; i >= 0; i--) {
          request[digits + i] = (byte) ('0' + number % 10);
          number /= 10;
        }
        return request;
      };
    }

    private void preload() throws IOException {
      var chunks = new ArrayList<byte[]>();
      for (int from = 0; from < KEYS; from += CHUNK_KEYS) {
        var actions = new StringBuilder();
        for (int i = from; i < from + CHUNK_KEYS; i++) {
          actions
              .append(actions.isEmpty() ? "" : ",")
              .append("\"%s\":{\"action\":\"update\",\"value\":\"%s\"}".formatted(key(i), value()));
        }
        chunks.add(call("sys_config_exec_tx", "{\"actions\":{" + actions + "}}"));
      }
      Iterator<byte[]> next = chunks.iterator();
      try (var loop = ClosedLoop.open(port, List.of(next::next), chunks.size())) {
        loop.run();
      }
    }

    private byte[] call(String method, String params) {
      return ClosedLoop.post(
          PATH,
          "{\"method\":\"%s\",\"params\":%s,\"sys\":[1,\"%s\"]}".formatted(method, params, token));
    }

    private static String key(int number) {
      return "services/bench/%05d".formatted(number);
    }

    private static String value() {
      return "v".repeat(VALUE_BYTES);
    }
  }
}
