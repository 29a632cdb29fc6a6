package io.bucky.containers;

import static io.bucky.containers.Convergence.failed;
import static io.bucky.containers.Convergence.must;

import io.bucky.base.Log;
import io.bucky.containers.Convergence.Stopped;
import io.bucky.containers.engine.ContainerCalls.Mount;
import io.bucky.containers.engine.ContainerCalls.Running;
import io.bucky.containers.engine.DockerEngine;
import io.bucky.containers.engine.EngineAnswer;
import io.bucky.containers.engine.EngineContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Keeps the way to a mount as it is from our look at it until the engine has mounted it.
///
/// The engine looks a path up when it starts a container, and follows links. A container that may
/// write a folder above that path could put a link there in between. So such containers are paused
/// for that moment, those of other apps too, and none is started meanwhile. Starts that concern no
/// such container go on side by side.
///
/// A crash of this program leaves them paused; [#thaw] sets them going again. Any thread.
final class WriterFreeze {
  private static final Log LOG = Log.of("apps");

  /// What is on a disk that answers later than this is taken for a place above.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final DockerEngine engine;
  private final Map<String, String> zone;
  private final FileLook files;
  private final ReentrantReadWriteLock starts = new ReentrantReadWriteLock();

  WriterFreeze(DockerEngine engine, String zoneId, FileLook files) {
    this.engine = engine;
    this.files = files;
    this.zone = Map.of(Labels.ZONE, zoneId);
  }

  /// Until it is closed nobody of this zone changes the way to what `container` mounts. Closed by
  /// the thread that asked for it.
  Hold around(RunPlan plan, RunPlan.Container container) throws Stopped, InterruptedException {
    Optional<Hold> shared =
        writesToTheMachine(plan, container) ? Optional.empty() : hold(plan, container, false);
    return shared.isPresent() ? shared.get() : hold(plan, container, true).orElseThrow();
  }

  /// @param alone whether nothing else is started meanwhile; else empty when a writer is to pause
  private Optional<Hold> hold(RunPlan plan, RunPlan.Container container, boolean alone)
      throws Stopped, InterruptedException {
    var hold = new Hold(alone ? starts.writeLock() : starts.readLock());
    boolean kept = false;
    try {
      List<Running> writers = writersAbove(plan, container);
      if (!alone && !writers.isEmpty()) {
        return Optional.empty();
      }
      for (Running writer : writers) {
        hold.freeze(container, writer);
      }
      kept = true;
      return Optional.of(hold);
    } finally {
      if (!kept) {
        hold.close();
      }
    }
  }

  /// A call to the engine.
  @FunctionalInterface
  interface Call<T> {
    T make() throws InterruptedException;
  }

  /// Makes a call that would set a paused container going.
  <T> T whileNoneIsFrozen(Call<T> call) throws InterruptedException {
    starts.readLock().lockInterruptibly();
    try {
      return call.make();
    } finally {
      starts.readLock().unlock();
    }
  }

  /// Makes a call also in a thread that was interrupted, and does not end before it has answered.
  static void inAnyCase(Call<?> call) {
    boolean interrupted = Thread.interrupted();
    for (int attempt = 0; attempt < 3; attempt++) {
      try {
        var _ = call.make();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sets going what is paused, unless a [Hold] is open, which does so itself.
  void thaw(List<EngineContainer> containers) throws InterruptedException {
    if (containers.stream().anyMatch(EngineContainer::paused) && starts.writeLock().tryLock()) {
      try {
        for (EngineContainer container : containers) {
          if (container.paused() && engine.containers().unpause(container.id()).ok()) {
            LOG.warn("app.container.thawed", "container", container.name());
          }
        }
      } finally {
        starts.writeLock().unlock();
      }
    }
  }

  private static boolean writesToTheMachine(RunPlan plan, RunPlan.Container container) {
    return plan.sources(container).stream()
        .anyMatch(source -> !source.readOnly() && plan.hostPaths().contains(source.path()));
  }

  private List<Running> writersAbove(RunPlan plan, RunPlan.Container container)
      throws Stopped, InterruptedException {
    List<Path> mounted = places(plan, container);
    EngineAnswer<List<Running>> running = engine.containers().running(zone);
    var above = new ArrayList<Running>();
    for (Running other : must(running, "the containers cannot be listed")) {
      if (isAbove(plan, other, mounted)) {
        above.add(other);
      }
    }
    return above;
  }

  private static List<Path> places(RunPlan plan, RunPlan.Container container) {
    return plan.sources(container).stream()
        .map(RunPlan.Source::path)
        .flatMap(path -> Stream.of(path, TrustedLinks.follow(path)))
        .distinct()
        .toList();
  }

  private boolean isAbove(RunPlan plan, Running other, List<Path> mounted)
      throws InterruptedException {
    for (Mount mount : other.mounts()) {
      Optional<Path> place = plan.place(mount.volume(), mount.source());
      if (mount.writable() && place.isPresent() && isAbove(plan, place.get(), mounted)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAbove(RunPlan plan, Path folder, List<Path> mounted)
      throws InterruptedException {
    Set<Path> above = new LinkedHashSet<>();
    for (Path path : mounted) {
      for (Path at = path.getParent(); at != null; at = at.getParent()) {
        above.add(at);
      }
    }
    boolean own = folder.startsWith(plan.layout().root()); // goes by one name
    return above.contains(folder) || (!own && isOneOf(plan, above, folder));
  }

  /// Also by another name, as a folder of the machine that is mounted twice.
  private boolean isOneOf(RunPlan plan, Set<Path> above, Path folder) throws InterruptedException {
    String place = plan.app().fullId() + ":" + folder; // one thread at a time changes an app
    try {
      return files
          .within(LOOK, place, () -> above.stream().anyMatch(at -> isSame(at, folder)))
          .orElse(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false; // one of them is not there, or closed to us
    }
  }

  /// The writers that are paused.
  final class Hold implements AutoCloseable {
    private final List<String> frozen = new ArrayList<>();
    private final Lock lock;

    private Hold(Lock lock) throws InterruptedException {
      lock.lockInterruptibly();
      this.lock = lock;
    }

    private void freeze(RunPlan.Container container, Running writer)
        throws Stopped, InterruptedException {
      frozen.add(writer.id()); // also when the answer is lost
      EngineAnswer<JsonNode> paused = engine.containers().pause(writer.id());
      if (paused.ok()) {
        LOG.debug("app.container.frozen", "container", writer.name());
        return;
      }
      EngineAnswer<EngineContainer> now = engine.containers().inspect(writer.id());
      boolean still =
          now instanceof EngineAnswer.Missing
              || now.toOptional().map(it -> it.paused() || !it.running()).orElse(false);
      if (!still) {
        throw failed(
            "%s mounts a part of what %s may write, which cannot be paused for it: %s. Mount the same folder in both, or stop the other one first"
                .formatted(container.component(), writer.name(), paused.problem()),
            true);
      }
    }

    /// Sets the writers going again, also in a thread that was interrupted.
    @Override
    public void close() {
      for (String id : frozen) {
        inAnyCase(() -> engine.containers().unpause(id)); // one that ended is not paused
      }
      lock.unlock();
    }
  }
}
