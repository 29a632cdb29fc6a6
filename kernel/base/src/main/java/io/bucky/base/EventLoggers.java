package io.bucky.base;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// Makes every [System.Logger] of the process write event lines.
///
/// Line form: `2026-11-21T08:00:00.123Z INFO gateway.http gateway.started port=3180`. Settings are
/// system properties, read once: `bucky.log` is the file (none: standard error), `bucky.log.level`
/// the least level that is written (default INFO). Found by the JDK as a service.
public final class EventLoggers extends System.LoggerFinder {
  private final EventFile file;
  private final System.Logger.Level least;

  public EventLoggers() {
    String path = System.getProperty("bucky.log");
    this.file = new EventFile(path == null ? null : Path.of(path), System.err);
    this.least =
        System.Logger.Level.valueOf(
            System.getProperty("bucky.log.level", "INFO").toUpperCase(Locale.ROOT));
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    boolean ours = name.startsWith("bucky.");
    return new Lines(
        ours ? name.substring("bucky.".length()) : name, file, ours ? least : louder());
  }

  /// Libraries speak when something is wrong; their chatter is not part of the event log.
  private System.Logger.Level louder() {
    return least.getSeverity() > System.Logger.Level.WARNING.getSeverity()
        ? least
        : System.Logger.Level.WARNING;
  }

  private record Lines(String name, EventFile file, Level least) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level != Level.OFF && level.getSeverity() >= least.getSeverity();
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        var line = new StringBuilder(160);
        line.append(Instant.ofEpochMilli(Time.system().now().toEpochMilli())).append(' ');
        line.append(level == Level.WARNING ? "WARN" : level.getName()).append(' ').append(name);
        line.append(' ').append(message);
        if (thrown != null) {
          var trace = new StringWriter();
          thrown.printStackTrace(new PrintWriter(trace, true));
          line.append(" cause=\"")
              .append(trace.toString().strip().replace("\n", "\\n"))
              .append('"');
        }
        file.append(line.toString());
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... parameters) {
      boolean filled = format != null && parameters != null && parameters.length > 0;
      log(
          level,
          bundle,
          filled ? MessageFormat.format(format, parameters) : format,
          (Throwable) null);
    }
  }
}
