package io.bucky.controlpanel.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PackageStoreTest {
  private static final Map<String, byte[]> FILES =
      Map.of("site/index.html", "hello".getBytes(StandardCharsets.UTF_8));

  @TempDir Path root;

  private static String put(PackageStore store) {
    try {
      return store.put(FILES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean remove(PackageStore store, String id) {
    try {
      store.remove(id);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Timeout(30)
  void aPackageIsNotRemovedWhileAnInstallIsAboutToNameIt() throws Exception {
    var layout = new ZoneLayout(root);
    var store = new PackageStore(layout);
    String id = store.exclusively(() -> put(store)); // of an app that was removed just now
    var named = new AtomicBoolean();
    var failure = new AtomicReference<Exception>();
    Thread removal =
        Thread.ofVirtual()
            .name("test-removal")
            .unstarted(() -> {
              try {
                boolean _ = store.exclusively(() -> !named.get() && remove(store, id));
              } catch (InterruptedException e) {
                failure.set(e);
              }
            });

    boolean there =
        store.exclusively(() -> {
          assertThat(put(store)).isEqualTo(id); // the same files: nothing is written
          removal.start();
          while (removal.getState() != Thread.State.WAITING && removal.isAlive()) {
            Thread.onSpinWait();
          }
          named.set(true);
          return layout.appPackage(id).toFile().isDirectory();
        });
    removal.join();

    assertThat(there).isTrue();
    assertThat(failure.get()).isNull();
    assertThat(layout.appPackage(id).resolve("site/index.html")).hasContent("hello");
  }

  @Test
  void storingAndRemovingIsExclusive() {
    var store = new PackageStore(new ZoneLayout(root));

    assertThatThrownBy(() -> put(store)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> remove(store, "0".repeat(64)))
        .isInstanceOf(IllegalStateException.class);
  }
}
