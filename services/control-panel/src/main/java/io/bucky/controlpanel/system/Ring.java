package io.bucky.controlpanel.system;

import java.util.ArrayDeque;
import java.util.List;

/// The newest values of a series. Guarded by itself.
final class Ring<T> {
  private final int most;
  private final ArrayDeque<T> values = new ArrayDeque<>();

  Ring(int most) {
    this.most = most;
  }

  synchronized void add(T value) {
    if (values.size() == most) {
      values.removeFirst();
    }
    values.addLast(value);
  }

  /// Oldest first.
  synchronized List<T> all() {
    return List.copyOf(values);
  }
}
