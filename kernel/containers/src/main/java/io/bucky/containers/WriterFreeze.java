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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private final DockerEngine engine;
  private final Map<String, String> zone;
  private final ReentrantReadWriteLock starts = new ReentrantReadWriteLock();

  WriterFreeze(DockerEngine engine, String zoneId) {
    this.engine = engine;
    this.zone = Map.of(Labels.ZONE, zoneId);
  }

  /// Until it is closed nobody of this zone changes the way to what `container` mounts. Closed by
  /// the thread that asked for it.
  Hold around(RunPlan plan, RunPlan.Container container) throws Stopped, InterruptedException {
    if (!writesToTheMachine(plan, container)) {
      var shared = new Hold(starts.readLock());
      if (writersAbove(plan, container, shared).isEmpty()) {
        return shared;
      }
      shared.close();
    }
    var alone = new Hold(starts.writeLock());
    List<Running> writers = writersAbove(plan, container, alone);
    try {
      for (Running writer : writers) {
        alone.freeze(container, writer);
      }
      return alone;
    } catch (Stopped | InterruptedException | RuntimeException e) {
      alone.close();
      throw e;
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

  /// Closes `hold` when it fails.
  private List<Running> writersAbove(RunPlan plan, RunPlan.Container container, Hold hold)
      throws Stopped, InterruptedException {
    try {
      List<Path> mounted = places(plan, container);
      EngineAnswer<List<Running>> running = engine.containers().running(zone);
      return must(running, "the containers cannot be listed").stream()
          .filter(other -> other.mounts().stream().anyMatch(mount -> isAbove(plan, mount, mounted)))
          .toList();
    } catch (Stopped | InterruptedException | RuntimeException e) {
      hold.close();
      throw e;
    }
  }

  private static List<Path> places(RunPlan plan, RunPlan.Container container) {
    return plan.sources(container).stream()
        .map(RunPlan.Source::path)
        .flatMap(path -> Stream.of(path, TrustedLinks.follow(path)))
        .distinct()
        .toList();
  }

  private static boolean isAbove(RunPlan plan, Mount mount, List<Path> mounted) {
    return mount.writable()
        && plan.place(mount.volume(), mount.source())
            .filter(place -> isAbove(place, mounted))
            .isPresent();
  }

  private static boolean isAbove(Path folder, List<Path> mounted) {
    for (Path path : mounted) {
      for (Path at = path.getParent(); at != null; at = at.getParent()) {
        if (at.equals(folder) || isSame(at, folder)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Also by another name, as a folder of the machine that is mounted twice.
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
      boolean interrupted = Thread.interrupted();
      for (String id : frozen) {
        interrupted |= unpause(id);
      }
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    /// @return whether the thread was interrupted meanwhile
    private boolean unpause(String id) {
      boolean interrupted = false;
      for (int attempt = 0; attempt < 3; attempt++) {
        try {
          var _ = engine.containers().unpause(id); // one that ended meanwhile is not paused
          return interrupted;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return interrupted;
    }
  }
}
