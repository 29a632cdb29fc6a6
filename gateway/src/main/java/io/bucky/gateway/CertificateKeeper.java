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
/// all is well, and tries again, ever more rarely, while it is not.
final class CertificateKeeper implements AutoCloseable {
  private static final Log LOG = Log.of("gateway.tls");
  private static final Duration LOOK_AGAIN = Duration.ofHours(6);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(10);
  private static final int DOUBLINGS_MAX = 6;
  private static final Path MACHINE_NAME = Path.of("/etc/hostname");
  private static final FileTime NEVER = FileTime.fromMillis(0);
  private static final int JOIN_MILLIS = 2_000;

  private final LocalAuthority authority;
  private final TlsContexts contexts;
  private final Health health;
  private final Time time;

  /// Guarded by this.
  private Optional<Thread> working = Optional.empty();

  private Wanted done = new Wanted("", Optional.empty(), Optional.empty(), NEVER, NEVER);
  private long againNanos;
  private int failures;

  CertificateKeeper(ZoneLayout layout, TlsContexts contexts, Health health, Time time) {
    this.authority = new LocalAuthority(layout.certificates(), time);
    this.contexts = contexts;
    this.health = health;
    this.time = time;
  }

  private record Wanted(
      String zoneHost,
      Optional<Path> chain,
      Optional<Path> key,
      FileTime chainModified,
      FileTime keyModified) {}

  /// The authority's certificate when the zone has its own.
  Path authorityFile() {
    return authority.files().authority();
  }

  /// Sees to it that the certificate is right for `zoneHost`, soon.
  synchronized void keep(GatewaySettings settings, String zoneHost) {
    boolean wanted = settings.listeners().stream().anyMatch(l -> l.kind().equals("https"));
    Optional<Path> chain = settings.certificate().map(Path::of);
    Optional<Path> key = settings.privateKey().map(Path::of);
    var next = new Wanted(zoneHost, chain, key, modified(chain), modified(key));
    boolean fresh = time.nanos() - againNanos < 0;
    boolean busy = working.isPresent() && working.get().isAlive();
    if (!wanted || busy || zoneHost.isEmpty() || (next.equals(done) && fresh)) {
      return;
    }
    boolean changed = !next.equals(done);
    boolean anew = changed || failures > 0;
    failures = changed ? 0 : failures;
    done = next;
    againNanos = time.nanos() + TRY_AGAIN.toNanos();
    var thread = new Thread(() -> work(next, anew), "gateway-tls");
    thread.setDaemon(true);
    working = Optional.of(thread);
    thread.start();
  }

  /// @param anew what is in use is not what is wanted
  private void work(Wanted wanted, boolean anew) {
    try {
      if (wanted.chain().isPresent() && wanted.key().isPresent()) {
        contexts.load(wanted.chain().get(), wanted.key().get());
      } else {
        boolean renewed = authority.ensure(new CertificateNames(wanted.zoneHost(), machineNames()));
        if (renewed || anew) {
          contexts.load(authority.files().chain(), authority.files().key());
        }
      }
      worked(true);
      health.healed("certificate");
      health.detail("tls", TlsContexts.engine());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      worked(false);
      LOG.error("gateway.certificate.failed", e, "zone", wanted.zoneHost());
      health.problem("certificate", "HTTPS has no new certificate: " + e.getMessage());
    }
  }

  private synchronized void worked(boolean well) {
    failures = well ? 0 : failures + 1;
    Duration pause =
        well ? LOOK_AGAIN : TRY_AGAIN.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
    againNanos = time.nanos() + pause.toNanos();
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

  private static FileTime modified(Optional<Path> file) {
    try {
      return file.isEmpty() ? NEVER : Files.getLastModifiedTime(file.get());
    } catch (IOException e) {
      return NEVER;
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
