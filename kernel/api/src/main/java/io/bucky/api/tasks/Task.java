package io.bucky.api.tasks;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A task. Every member is always there; absent ones are `null`.
///
/// @param rootId decimal text of the topmost task's id, or a group's name
/// @param progress 0 to 100
/// @param message for a person
/// @param data what the creator keeps in it; a JSON object
/// @param createdAt unix seconds
/// @param updatedAt unix seconds
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Task(
    long id,
    String userId,
    String appId,
    Optional<Long> parentId,
    String rootId,
    String name,
    String taskType,
    Status status,
    double progress,
    Optional<String> message,
    JsonNode data,
    Permissions permissions,
    long createdAt,
    long updatedAt) {
  public Task {
    parentId = parentId == null ? Optional.empty() : parentId;
    message = message == null ? Optional.empty() : message;
  }

  /// How far a task is.
  public enum Status {
    PENDING("Pending", false),
    RUNNING("Running", false),
    PAUSED("Paused", false),
    COMPLETED("Completed", true),
    FAILED("Failed", true),
    CANCELED("Canceled", true),
    WAITING_FOR_APPROVAL("WaitingForApproval", false);

    private final String wire;
    private final boolean terminal;

    Status(String wire, boolean terminal) {
      this.wire = wire;
      this.terminal = terminal;
    }

    @JsonValue
    public String wire() {
      return wire;
    }

    /// Whether it is final.
    public boolean isTerminal() {
      return terminal;
    }

    @JsonCreator
    static Status fromWire(String text) {
      for (Status status : values()) {
        if (status.wire.equals(text)) {
          return status;
        }
      }
      throw new IllegalArgumentException("no task status is called '" + text + "'");
    }
  }

  /// Who may do something with a task.
  public enum Scope {
    /// The same user through the same app.
    PRIVATE("Private"),
    /// The same user.
    USER("User"),
    /// The apps `kernel` and `system`.
    SYSTEM("System");

    private final String wire;

    Scope(String wire) {
      this.wire = wire;
    }

    @JsonValue
    public String wire() {
      return wire;
    }

    @JsonCreator
    static Scope fromWire(String text) {
      for (Scope scope : values()) {
        if (scope.wire.equals(text)) {
          return scope;
        }
      }
      throw new IllegalArgumentException("no task scope is called '" + text + "'");
    }
  }

  public record Permissions(Scope read, Scope write) {
    public static final Permissions USUAL = new Permissions(Scope.USER, Scope.PRIVATE);

    public Permissions {
      read = read == null ? Scope.USER : read;
      write = write == null ? Scope.PRIVATE : write;
    }
  }
}
