package io.bucky.config;

import java.util.Optional;

/// One key as a transaction left it.
///
/// @param revision of the tree in which it changed; changes of one transaction share it
/// @param value empty when the key was removed
/// @param version the key's own counter
public record Change(long revision, ConfigKey key, Optional<String> value, long version) {}
