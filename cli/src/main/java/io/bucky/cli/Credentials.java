package io.bucky.cli;

import io.bucky.base.AtomicFile;
import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  record Login(String user, String refreshToken, Optional<String> authority) {
    public Login {
      authority = authority == null ? Optional.empty() : authority;
    }

    Secret secret() {
      return new Secret(refreshToken);
    }

    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
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

  void keep(String zoneUrl, Login login) {
    var zones = new TreeMap<>(read().zones());
    zones.put(zoneUrl, login);
    write(new Book(zones));
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
