package io.bucky.cli;

import io.bucky.base.AtomicFile;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Logins of this user at zones elsewhere, in a file that only the user can read:
/// `$XDG_CONFIG_HOME/bucky/credentials.json`.
final class Credentials {
  private final Path file;

  Credentials(Path file) {
    this.file = file;
  }

  static Credentials standard() {
    String config = System.getenv("XDG_CONFIG_HOME");
    Path folder =
        config != null && !config.isEmpty()
            ? Path.of(config)
            : Path.of(System.getProperty("user.home"), ".config");
    return new Credentials(folder.resolve("bucky/credentials.json"));
  }

  /// @param refreshToken trades for session tokens; used once, then replaced
  /// @param authority PEM of the zone's CA; absent for publicly trusted certificates
  /// @param session what the last renewal gave
  record Login(
      String user, String refreshToken, Optional<String> authority, Optional<Session> session) {
    public Login {
      authority = authority == null ? Optional.empty() : authority;
      session = session == null ? Optional.empty() : session;
    }

    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  /// @param endsMillis when to renew, by the clock of this machine
  record Session(String token, long endsMillis) {
    Instant ends() {
      return Instant.ofEpochMilli(endsMillis);
    }

    @Override
    public String toString() {
      return "Session[" + ends() + "]";
    }
  }

  /// What becomes of a login while nobody else changes the file.
  @FunctionalInterface
  interface Renewal {
    Login of(Login kept) throws InterruptedException;
  }

  /// @param zones by address
  record Book(SortedMap<String, Login> zones) {
    public Book {
      zones = zones == null ? new TreeMap<>() : zones;
    }
  }

  Optional<Login> find(String zoneUrl) {
    return Optional.ofNullable(read().zones().get(zoneUrl));
  }

  /// The login at a zone; a failure that leads to one when there is none.
  Login require(String zoneUrl) {
    return find(zoneUrl)
        .orElseThrow(() ->
            new Failure(
                ExitStatus.DENIED,
                "you are not logged in at " + zoneUrl,
                "Log in: bucky login --zone-url " + zoneUrl + " --user NAME"));
  }

  void keep(String zoneUrl, Login login, Time time) throws InterruptedException {
    change(zoneUrl, () -> login, time);
  }

  /// Keeps what `renewal` makes of the login that is kept now, and returns it.
  Login renew(String zoneUrl, Renewal renewal, Time time) throws InterruptedException {
    return change(zoneUrl, () -> renewal.of(require(zoneUrl)), time);
  }

  private interface Change {
    Login next() throws InterruptedException;
  }

  private Login change(String zoneUrl, Change change, Time time) throws InterruptedException {
    try (var _ = FileTurn.take(file, time)) {
      Login next = change.next();
      var zones = new TreeMap<>(read().zones());
      if (!next.equals(zones.put(zoneUrl, next))) {
        write(new Book(zones));
      }
      return next;
    } catch (IOException e) {
      throw new Failure(
          ExitStatus.FAILED, "cannot change " + file + ": " + Text.reason(e), "Check permissions.");
    }
  }

  private Book read() {
    if (!Files.exists(file)) {
      return new Book(new TreeMap<>());
    }
    try {
      return switch (Json.read(Files.readString(file), Book.class)) {
        case Parsed.Ok<Book>(var book) -> book;
        case Parsed.Malformed<Book>(var why) ->
            throw new Failure(
                ExitStatus.FAILED,
                file + " is damaged: " + why,
                "Remove it and log in again: bucky login");
      };
    } catch (IOException e) {
      throw new Failure(ExitStatus.FAILED, "cannot read " + file + ": " + Text.reason(e), "");
    }
  }

  private void write(Book book) {
    try {
      AtomicFile.writePrivate(file, Json.writeBytes(book));
    } catch (IOException e) {
      throw new Failure(ExitStatus.FAILED, "cannot write " + file + ": " + Text.reason(e), "");
    }
  }
}
