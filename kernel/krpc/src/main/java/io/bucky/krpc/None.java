package io.bucky.krpc;

/// No parameters, or a result of `null`.
public record None() {
  public static final None NONE = new None();
}
