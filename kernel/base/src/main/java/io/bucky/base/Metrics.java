package io.bucky.base;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/// The counters, gauges and latency histograms of one program, printed in the Prometheus text
/// format 0.0.4.
///
/// Names carry their unit (`_seconds`, `_bytes`, `_total`). Labels are few and bounded: a service,
/// a method, an error code; never a key or a user. Any thread; recording does not lock.
public final class Metrics {
  /// Upper bounds of the latency buckets, in microseconds: from 50 us to 10 s.
  private static final long[] BOUNDS_MICROS = {
    50,
    100,
    250,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    10_000_000
  };

  private final ConcurrentSkipListMap<String, LongAdder> counters = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, DoubleSupplier> gauges =
      new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, Histogram> histograms = new ConcurrentSkipListMap<>();

  /// @param name with its labels as Prometheus prints them: `krpc_calls_total{method="get"}`
  public LongAdder counter(String name) {
    return counters.computeIfAbsent(name, _ -> new LongAdder());
  }

  /// Asked at every scrape; a second registration of a name replaces the first.
  public void gauge(String name, DoubleSupplier value) {
    gauges.put(name, value);
  }

  public Histogram histogram(String name) {
    return histograms.computeIfAbsent(name, _ -> new Histogram());
  }

  /// Everything, sorted by name.
  public String prometheus() {
    var families = new TreeMap<String, StringBuilder>();
    counters.forEach((name, value) -> line(families, name, "counter", name, (double) value.sum()));
    gauges.forEach((name, value) -> line(families, name, "gauge", name, value.getAsDouble()));
    histograms.forEach((name, value) -> value.print(families, name));
    var text = new StringBuilder();
    families.values().forEach(text::append);
    return text.toString();
  }

  private static void line(
      Map<String, StringBuilder> families, String name, String type, String series, double value) {
    String family = familyOf(name);
    families
        .computeIfAbsent(
            family,
            _ -> new StringBuilder("# TYPE ").append(family).append(' ').append(type).append('\n'))
        .append(series)
        .append(' ')
        .append(number(value))
        .append('\n');
  }

  private static String familyOf(String name) {
    int brace = name.indexOf('{');
    return brace < 0 ? name : name.substring(0, brace);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /// Durations counted in fixed buckets.
  public static final class Histogram {
    private final AtomicLongArray buckets = new AtomicLongArray(BOUNDS_MICROS.length + 1);
    private final LongAdder sumNanos = new LongAdder();

    public void record(long nanos) {
      long micros = nanos / 1_000;
      int bucket = 0;
      while (bucket < BOUNDS_MICROS.length && micros > BOUNDS_MICROS[bucket]) {
        bucket++;
      }
      buckets.incrementAndGet(bucket);
      sumNanos.add(nanos);
    }

    private void print(Map<String, StringBuilder> families, String name) {
      String family = familyOf(name);
      String labels = name.substring(family.length());
      String inner = labels.isEmpty() ? "" : labels.substring(1, labels.length() - 1) + ",";
      long count = 0;
      for (int i = 0; i <= BOUNDS_MICROS.length; i++) {
        count += buckets.get(i);
        String bound = i == BOUNDS_MICROS.length ? "+Inf" : number(BOUNDS_MICROS[i] / 1e6);
        String series = family + "_bucket{" + inner + "le=\"" + bound + "\"}";
        line(families, name, "histogram", series, (double) count);
      }
      line(families, name, "histogram", family + "_sum" + labels, sumNanos.sum() / 1e9);
      line(families, name, "histogram", family + "_count" + labels, (double) count);
    }
  }
}
