package io.bucky.controlpanel.system;

import io.bucky.api.NodeApi;
import io.bucky.api.panel.SystemApi.Program;
import io.bucky.base.Time;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// CPU use of the zone's programs between one question and the next. Guarded by itself.
final class ProgramMeter {
  private final ProcFiles proc;
  private final Time time;
  private Map<Long, Used> last = new HashMap<>();

  ProgramMeter(ProcFiles proc, Time time) {
    this.proc = proc;
    this.time = time;
  }

  private record Used(long ticks, long nanos) {}

  synchronized List<Program> measure(List<NodeApi.Program> programs) {
    var now = new HashMap<Long, Used>();
    List<Program> measured =
        programs.stream()
            .map(it -> {
              double percent = 0;
              if (it.pid() > 0) {
                var used = new Used(proc.ticks(it.pid()).orElse(0L), time.nanos());
                percent = percent(last.get(it.pid()), used);
                now.put(it.pid(), used);
              }
              return new Program(
                  it.name(),
                  it.pid(),
                  it.rssBytes(),
                  percent,
                  it.state(),
                  it.restarts(),
                  it.since() / 1_000);
            })
            .toList();
    last = now;
    return measured;
  }

  private static double percent(@org.jspecify.annotations.Nullable Used before, Used now) {
    if (before == null || now.nanos <= before.nanos) {
      return 0;
    }
    double seconds = (now.nanos - before.nanos) / 1e9;
    double used = Math.max(0, now.ticks - before.ticks) / ProcFiles.TICKS_PER_SECOND;
    return Math.round(1_000 * used / seconds) / 10.0;
  }
}
