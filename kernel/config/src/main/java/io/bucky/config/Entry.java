package io.bucky.config;

/// What a key holds.
///
/// @param value any text; most are JSON
/// @param version counts the writes of this key, from 1; deletion counts too and does not reset it
public record Entry(String value, long version) {}
