package io.bucky.node.machine;

import io.bucky.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What this machine is made of and how full it is, as `DeviceInfo` and the activation page tell
/// it.
///
/// @param cpuMhz summed over the processors
/// @param memoryUsed in bytes, without what the system could take back
/// @param addresses without loopback and link-local ones
public record MachineFacts(
    String hostname,
    String arch,
    String baseOs,
    String cpuModel,
    int cpus,
    long cpuMhz,
    long memoryTotal,
    long memoryUsed,
    long diskTotal,
    long diskUsed,
    List<String> addresses) {
  private static final long MHZ_LEAST = 1_000;
  private static final long MHZ_ASSUMED = 2_000;

  public MachineFacts {
    addresses = List.copyOf(addresses);
  }

  /// Reads them now.
  ///
  /// @param data folder whose disk counts
  public static MachineFacts read(Proc proc, Path data) {
    String cpuinfo = proc.text("cpuinfo");
    int cpus = Math.max(1, (int) values(cpuinfo, "processor").count());
    long mhz = (long) values(cpuinfo, "cpu MHz").mapToDouble(Double::parseDouble).sum();
    String meminfo = proc.text("meminfo");
    long memory = kibibytes(meminfo, "MemTotal");
    long diskTotal = 0;
    long diskUsed = 0;
    try {
      var store = Files.getFileStore(data);
      diskTotal = store.getTotalSpace();
      diskUsed = diskTotal - store.getUnallocatedSpace();
    } catch (IOException e) {
      // a disk that cannot be asked counts as none; what needs it will say so
    }
    return new MachineFacts(
        proc.text("sys/kernel/hostname").strip(),
        archName(System.getProperty("os.arch", "")),
        baseOsName(),
        values(cpuinfo, "model name").findFirst().orElse("unknown"),
        cpus,
        mhz < MHZ_LEAST ? MHZ_ASSUMED * cpus : mhz,
        memory,
        memory - kibibytes(meminfo, "MemAvailable"),
        diskTotal,
        diskUsed,
        addressesNow());
  }

  /// How machines on the same LAN call this one (mDNS).
  public String localName() {
    String label = hostname.split("\\.")[0].toLowerCase(Locale.ROOT);
    return (label.isEmpty() ? "localhost" : label) + ".local";
  }

  /// The members of `DeviceInfo` beyond the device document, and the answer of `GET /device`.
  public ObjectNode toJson() {
    ObjectNode out = Json.object();
    out.put("arch", arch).put("os", "linux").put("sys_hostname", hostname);
    out.put("base_os_info", baseOs).put("cpu_info", cpuModel).put("cpu_num", cpus);
    out.put("cpu_mhz", cpuMhz).put("cpu_ratio", 1.0);
    out.put("total_mem", memoryTotal).put("mem_usage", memoryUsed);
    out.put("total_space", diskTotal).put("disk_usage", diskUsed);
    var all = out.putArray("all_ip");
    addresses.forEach(all::add);
    return out;
  }

  private static String archName(String java) {
    return java.equals("x86_64") ? "amd64" : java.toLowerCase(Locale.ROOT);
  }

  private static String baseOsName() {
    try {
      return Files.readAllLines(Path.of("/etc/os-release")).stream()
          .filter(line -> line.startsWith("PRETTY_NAME="))
          .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
          .findFirst()
          .orElse("Linux");
    } catch (IOException e) {
      return "Linux";
    }
  }

  private static java.util.stream.Stream<String> values(String text, String key) {
    return text.lines()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip());
  }

  private static long kibibytes(String meminfo, String key) {
    Optional<String> value = values(meminfo, key + ":").findFirst();
    return value.map(text -> Long.parseLong(text.split(" ")[0]) << 10).orElse(0L);
  }

  private static List<String> addressesNow() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .map(InetAddress::getHostAddress)
          .map(text -> text.replaceFirst("%.*", ""))
          .sorted()
          .toList();
    } catch (SocketException e) {
      return List.of();
    }
  }
}
