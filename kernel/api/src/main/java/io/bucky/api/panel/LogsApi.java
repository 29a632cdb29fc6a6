package io.bucky.api.panel;

import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import java.util.List;
import java.util.Optional;

/// The event files of the zone's own programs.
public final class LogsApi {
  public static final Method<None, LogServices> LIST =
      Method.of(
          ControlPanel.SERVICE,
          "system.logs.list",
          None.class,
          LogServices.class,
          "The programs whose event files can be read. Admins only.");

  public static final Method<LogsQuery, LogEntries> QUERY =
      Method.of(
          ControlPanel.SERVICE,
          "system.logs.query",
          LogsQuery.class,
          LogEntries.class,
          "The newest event lines of one program. Admins only.");

  private LogsApi() {}

  public record LogServices(List<LogService> services) {
    public LogServices {
      services = services == null ? List.of() : List.copyOf(services);
    }
  }

  public record LogService(String id, String label) {}

  /// @param level the least level to show
  public record LogsQuery(
      String service, Optional<Integer> lines, Optional<String> level, Optional<String> keyword) {
    public LogsQuery {
      service = service == null ? "" : service;
      lines = lines == null ? Optional.empty() : lines;
      level = level == null ? Optional.empty() : level;
      keyword = keyword == null ? Optional.empty() : keyword;
    }
  }

  public record LogEntries(List<LogEntry> entries) {
    public LogEntries {
      entries = entries == null ? List.of() : List.copyOf(entries);
    }
  }

  public record LogEntry(
      String timestamp, String level, String service, String message, String raw) {}
}
