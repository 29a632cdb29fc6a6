package io.bucky.containers.compose;

import java.util.Set;

/// The kernel's capabilities, by whether an app can be given them. One that is in neither list is
/// not known here, and no app names it.
public final class Capabilities {
  /// With one of these a container owns the machine, whatever else is denied.
  private static final Set<String> REFUSED =
      Set.of(
          "ALL",
          "SYS_MODULE",
          "SYS_RAWIO",
          "SYS_BOOT",
          "DAC_READ_SEARCH",
          "MAC_ADMIN",
          "MAC_OVERRIDE",
          "BPF",
          "SYSLOG",
          "SYS_TIME");

  private static final Set<String> GRANTABLE =
      Set.of(
          "AUDIT_CONTROL",
          "AUDIT_READ",
          "AUDIT_WRITE",
          "BLOCK_SUSPEND",
          "CHECKPOINT_RESTORE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "IPC_LOCK",
          "IPC_OWNER",
          "KILL",
          "LEASE",
          "LINUX_IMMUTABLE",
          "MKNOD",
          "NET_ADMIN",
          "NET_BIND_SERVICE",
          "NET_BROADCAST",
          "NET_RAW",
          "PERFMON",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_ADMIN",
          "SYS_CHROOT",
          "SYS_NICE",
          "SYS_PACCT",
          "SYS_PTRACE",
          "SYS_RESOURCE",
          "SYS_TTY_CONFIG",
          "WAKE_ALARM");

  private Capabilities() {}

  /// Whether nobody can grant it.
  public static boolean refused(String name) {
    return REFUSED.contains(name);
  }

  static boolean known(String name) {
    return GRANTABLE.contains(name) || REFUSED.contains(name);
  }
}
