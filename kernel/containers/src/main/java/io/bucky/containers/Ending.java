package io.bucky.containers;

import io.bucky.containers.engine.DockerEngine;
import io.bucky.containers.engine.EngineContainer;

/// Ends containers: asked by their own signal, given their own grace, then removed, running or not.
final class Ending {
  private final DockerEngine engine;
  private final WriterFreeze freeze;

  Ending(DockerEngine engine, WriterFreeze freeze) {
    this.engine = engine;
    this.freeze = freeze;
  }

  /// The caller removes it, which ends what has not ended by then.
  void stop(EngineContainer container) throws InterruptedException {
    if (!container.running()) {
      return;
    }
    // the engine sets a paused container going when it signals it
    boolean asked =
        freeze.whileNoneIsFrozen(
            () -> engine.containers().signal(container.id(), container.stopSignal()).ok());
    if (asked) {
      var _ = engine.containers().await(container.id(), container.stopGrace());
    }
  }
}
