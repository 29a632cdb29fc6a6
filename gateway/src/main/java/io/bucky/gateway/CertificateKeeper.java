package io.bucky.gateway;

import io.bucky.base.Log;
import io.bucky.base.Time;
import io.bucky.gateway.tls.CertificateNames;
import io.bucky.gateway.tls.LocalAuthority;
import io.bucky.gateway.tls.TlsContexts;
import io.bucky.zone.GatewaySettings;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Keeps a valid certificate in the TLS contexts: the one that the settings name, else one of the
/// zone's own authority. Works on a thread of its own; asked again and again, it does nothing while
/// all is well.
final class CertificateKeeper implements AutoCloseable {
  private static final Log LOG = Log.of("gateway.tls");
  private static final Duration LOOK_AGAIN = Duration.ofHours(6);
  private static final Path MACHINE_NAME = Path.of("/etc/hostname");
  private static final int JOIN_MILLIS = 2_000;

  private final LocalAuthority authority;
  private final TlsContexts contexts;
  private final Health health;
  private final Time time;

  /// Guarded by this.
  private Optional<Thread> working = Optional.empty();

  private Wanted done = new Wanted("", Optional.empty(), Optional.empty(), FileTime.fromMillis(0));
  private long doneNanos;

  CertificateKeeper(ZoneLayout layout, TlsContexts contexts, Health health, Time time) {
    this.authority = new LocalAuthority(layout.certificates(), time);
    this.contexts = contexts;
    this.health = health;
    this.time = time;
  }

  private record Wanted(
      String zoneHost, Optional<Path> chain, Optional<Path> key, FileTime modified) {}

  /// The authority's certificate when the zone has its own.
  Path authorityFile() {
    return authority.files().authority();
  }

  /// Sees to it that the certificate is right for `zoneHost`, soon.
  synchronized void keep(GatewaySettings settings, String zoneHost) {
    boolean wanted = settings.listeners().stream().anyMatch(l -> l.kind().equals("https"));
    Optional<Path> chain = settings.certificate().map(Path::of);
    var next =
        new Wanted(
            zoneHost,
            chain,
            settings.privateKey().map(Path::of),
            chain.map(CertificateKeeper::modified).orElse(FileTime.fromMillis(0)));
    boolean fresh = time.nanos() - doneNanos < LOOK_AGAIN.toNanos();
    boolean busy = working.isPresent() && working.get().isAlive();
    if (!wanted || busy || zoneHost.isEmpty() || (next.equals(done) && fresh)) {
      return;
    }
    done = next;
    doneNanos = time.nanos();
    var thread = new Thread(() -> work(next), "gateway-tls");
    thread.setDaemon(true);
    working = Optional.of(thread);
    thread.start();
  }

  private void work(Wanted wanted) {
    try {
      if (wanted.chain().isPresent() && wanted.key().isPresent()) {
        contexts.load(wanted.chain().get(), wanted.key().get());
      } else {
        boolean renewed = authority.ensure(new CertificateNames(wanted.zoneHost(), machineNames()));
        if (renewed || contexts.current().isEmpty()) {
          contexts.load(authority.files().chain(), authority.files().key());
        }
      }
      health.healed("certificate");
      health.detail("tls", TlsContexts.engine());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      LOG.error("gateway.certificate.failed", e, "zone", wanted.zoneHost());
      health.problem("certificate", "HTTPS has no new certificate: " + e.getMessage());
    }
  }

  /// `box` and `box.local`, when this machine has a name.
  private static List<String> machineNames() {
    try {
      String name = Files.readString(MACHINE_NAME).strip().toLowerCase(Locale.ROOT);
      boolean plain = name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
      return plain && !name.equals("localhost") ? List.of(name, name + ".local") : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  @Override
  public void close() {
    Optional<Thread> last;
    synchronized (this) {
      last = working;
    }
    try {
      if (last.isPresent()) {
        last.get().join(JOIN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
