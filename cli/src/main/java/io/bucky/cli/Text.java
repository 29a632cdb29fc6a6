package io.bucky.cli;

import io.bucky.api.panel.InstallApi;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Locale;

/// Numbers and reasons as a person reads them.
final class Text {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Text() {}

  /// Why a file could not be read or written, without its name.
  static String reason(IOException thrown) {
    return switch (thrown) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "access is denied";
      case FileSystemException failed when failed.getReason() != null -> failed.getReason();
      case FileSystemException _ -> "the system refused it";
      default -> String.valueOf(thrown.getMessage());
    };
  }

  /// Where, when that is known, and what.
  static String problem(InstallApi.Trouble trouble) {
    return trouble.path().isEmpty() ? trouble.message() : trouble.path() + ": " + trouble.message();
  }

  /// IEC units: `143 MiB`, `1.5 GiB`.
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1_024 && unit < UNITS.length - 1) {
      value /= 1_024;
      unit++;
    }
    return value >= 10 || unit == 0
        ? "%.0f %s".formatted(value, UNITS[unit])
        : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /// The two largest units: `3 d 4 h`, `12 s`.
  static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds < 86_400) {
      return seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }
    return seconds / 86_400 + " d " + seconds % 86_400 / 3_600 + " h";
  }
}
