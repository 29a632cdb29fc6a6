package io.bucky.controlpanel.apps;

/// Asks the container engine which images are here.
@FunctionalInterface
public interface ImageLookup {
  /// False also when no engine answers.
  boolean isPresent(String image) throws InterruptedException;
}
