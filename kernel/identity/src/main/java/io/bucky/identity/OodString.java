package io.bucky.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.bucky.base.Parsed;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// One machine in the `oods` list of a zone: `[#|$]<name>[:<ip>][@<net id>]`.
///
/// @param name the device's short name
/// @param ip a literal address
/// @param netId `wan`, `lan1`, ...; absent: behind NAT. An address without one implies `wan`
public record OodString(Role role, String name, Optional<String> ip, Optional<String> netId) {
  /// What the machine does, by prefix.
  public enum Role {
    OOD_AND_GATEWAY(""),
    GATEWAY("#"),
    OOD("$");

    private final String prefix;

    Role(String prefix) {
      this.prefix = prefix;
    }
  }

  private static final String WAN = "wan";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,63}");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  /// @throws IllegalArgumentException if a part is outside its grammar: a bug in the caller
  public OodString {
    if (!NAME.matcher(name).matches()
        || ip.filter(text -> !isAddress(text)).isPresent()
        || netId.filter(text -> !NAME.matcher(text).matches()).isPresent()) {
      throw new IllegalArgumentException("not an OOD: " + name + " " + ip + " " + netId);
    }
    if (ip.isPresent() && netId.isEmpty()) {
      netId = Optional.of(WAN);
    }
  }

  /// Reads text from outside. Never throws.
  public static Parsed<OodString> parse(String text) {
    Role role =
        text.startsWith("#")
            ? Role.GATEWAY
            : text.startsWith("$") ? Role.OOD : Role.OOD_AND_GATEWAY;
    String rest = text.substring(role.prefix.length());
    int at = rest.lastIndexOf('@');
    Optional<String> netId = at < 0 ? Optional.empty() : Optional.of(rest.substring(at + 1));
    String machine = at < 0 ? rest : rest.substring(0, at);
    int colon = machine.indexOf(':');
    Optional<String> ip = colon < 0 ? Optional.empty() : Optional.of(machine.substring(colon + 1));
    String name = colon < 0 ? machine : machine.substring(0, colon);
    if (!NAME.matcher(name).matches()) {
      return Parsed.malformed("an OOD needs a name of letters, digits, '_', '.', '-'");
    }
    if (ip.isPresent() && !isAddress(ip.get())) {
      return Parsed.malformed("an OOD's address is a literal IP address");
    }
    if (netId.isPresent() && !NAME.matcher(netId.get()).matches()) {
      return Parsed.malformed("an OOD's net id has letters, digits, '_', '.', '-'");
    }
    return Parsed.ok(new OodString(role, name, ip, netId));
  }

  @JsonCreator
  static OodString fromJson(String text) {
    return parse(text).orThrow();
  }

  public boolean isOod() {
    return role != Role.GATEWAY;
  }

  public boolean isGateway() {
    return role != Role.OOD;
  }

  /// The text form; `@wan` is left out where the address implies it.
  @Override
  @JsonValue
  public String toString() {
    boolean implied = ip.isPresent() && netId.filter(WAN::equals).isPresent();
    return role.prefix
        + name
        + ip.map(text -> ":" + text).orElse("")
        + (implied ? "" : netId.map(text -> "@" + text).orElse(""));
  }

  private static boolean isAddress(String text) {
    boolean shape =
        IPV4.matcher(text).matches() || (text.contains(":") && IPV6.matcher(text).matches());
    if (!shape) {
      return false;
    }
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
