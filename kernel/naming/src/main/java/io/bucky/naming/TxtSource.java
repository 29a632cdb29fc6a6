package io.bucky.naming;

import java.util.List;

/// Asks DNS for TXT records.
@FunctionalInterface
public interface TxtSource {
  /// Every record of `host`, each joined from its strings.
  Lookup<List<String>> txt(String host) throws InterruptedException;
}
