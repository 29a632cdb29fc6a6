package io.bucky.base;

import java.lang.System.Logger.Level;
import java.util.Arrays;

/// The event log: one line per event, a fixed dotted name, then keys and values.
///
/// `LOG.info("config.write.applied", "key", key, "revision", 81)`. ERROR: a person must act. WARN:
/// degraded, going on. INFO: a state changed, once. DEBUG: per request. Values are ids and counts,
/// never payloads; a [Secret] prints as `Secret[...]`.
///
/// Goes through [System.Logger]; a daemon's lines end in the file that the property `bucky.log`
/// names (see [EventFile]), a command's on its standard error. Any thread.
public final class Log {
  private final System.Logger logger;

  private Log(System.Logger logger) {
    this.logger = logger;
  }

  /// The log of one component, for example `gateway.http`.
  public static Log of(String component) {
    return new Log(System.getLogger("bucky." + component));
  }

  public void error(String event, Throwable cause, Object... keysAndValues) {
    write(Level.ERROR, event, cause, keysAndValues);
  }

  public void error(String event, Object... keysAndValues) {
    write(Level.ERROR, event, null, keysAndValues);
  }

  public void warn(String event, Object... keysAndValues) {
    write(Level.WARNING, event, null, keysAndValues);
  }

  public void warn(String event, Throwable cause, Object... keysAndValues) {
    write(Level.WARNING, event, cause, keysAndValues);
  }

  public void info(String event, Object... keysAndValues) {
    write(Level.INFO, event, null, keysAndValues);
  }

  public void debug(String event, Object... keysAndValues) {
    write(Level.DEBUG, event, null, keysAndValues);
  }

  private void write(
      Level level,
      String event,
      @org.jspecify.annotations.Nullable Throwable cause,
      Object... keysAndValues) {
    if (!logger.isLoggable(level)) {
      return;
    }
    if (keysAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          event + ": a key without a value in " + Arrays.toString(keysAndValues));
    }
    var line = new StringBuilder(event);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      line.append(' ').append(keysAndValues[i]).append('=').append(quoted(keysAndValues[i + 1]));
    }
    if (cause == null) {
      logger.log(level, line.toString());
    } else {
      logger.log(level, line.toString(), cause);
    }
  }

  private static String quoted(Object value) {
    String text = String.valueOf(value);
    boolean plain =
        !text.isEmpty() && text.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '\\');
    return plain
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
