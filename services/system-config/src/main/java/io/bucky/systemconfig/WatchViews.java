package io.bucky.systemconfig;

import io.bucky.access.Enforcer;
import io.bucky.config.Change;
import io.bucky.config.WatchMessage;
import io.bucky.identity.SessionToken;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Encodes each commit once for all watches that see the same of it: those of one user, app and
/// prefix. Any thread.
final class WatchViews {
  /// Commits that stay encoded per view; watches of one view are seldom further apart.
  private static final int LINES_KEPT = 512;

  /// A longer line is encoded for each watch.
  private static final int LINE_BYTES_KEPT = 4 << 10;

  private final ZoneSecurity security;

  /// Guarded by itself.
  private final Map<Eye, View> views = new HashMap<>();

  WatchViews(ZoneSecurity security) {
    this.security = security;
  }

  private record Eye(String user, String app, boolean sudo, String prefix) {}

  /// @param prefix as the watch has it: what is outside does not reach [View#line]
  View open(SessionToken who, String prefix) {
    var eye = new Eye(who.subject(), who.appId(), who.sudo(), prefix);
    synchronized (views) {
      View view = views.computeIfAbsent(eye, _ -> new View(eye, who));
      view.watches++;
      return view;
    }
  }

  /// How one kind of watcher sees the tree.
  final class View implements AutoCloseable {
    private final Eye eye;
    private final SessionToken who;
    private final AtomicReferenceArray<@Nullable Line> lines =
        new AtomicReferenceArray<>(LINES_KEPT);

    /// Written under `views`.
    private volatile int watches;

    private View(Eye eye, SessionToken who) {
      this.eye = eye;
      this.who = who;
    }

    /// The line, end included, for the changes of one commit; empty when none of it is visible
    /// under the policy of this moment, which need not be the one the change was made under. The
    /// same array is given to everyone: it must not be changed.
    byte[] line(List<Change> changes) {
      long revision = changes.getFirst().revision();
      Enforcer policy = security.enforcer();
      int slot = (int) (revision % LINES_KEPT);
      Line kept = lines.get(slot);
      if (kept != null && kept.revision == revision && kept.policy == policy) {
        return kept.bytes;
      }
      byte[] bytes = encode(policy, changes, revision);
      if (watches > 1 && bytes.length <= LINE_BYTES_KEPT) {
        lines.set(slot, new Line(revision, policy, bytes));
      }
      return bytes;
    }

    private byte[] encode(Enforcer policy, List<Change> changes, long revision) {
      List<Change> visible =
          changes.stream()
              .filter(change -> ZoneSecurity.allows(policy, who, change.key().text(), "read"))
              .toList();
      return visible.isEmpty()
          ? new byte[0]
          : (new WatchMessage.Changes(visible, revision).line() + "\n")
              .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      synchronized (views) {
        watches--;
        if (watches == 0) {
          views.remove(eye);
        }
      }
    }
  }

  private static final class Line {
    final long revision;
    final Enforcer policy;
    final byte[] bytes;

    Line(long revision, Enforcer policy, byte[] bytes) {
      this.revision = revision;
      this.policy = policy;
      this.bytes = bytes;
    }
  }
}
