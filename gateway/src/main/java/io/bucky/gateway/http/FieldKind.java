package io.bucky.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a header field means to a proxy, found from its name's bytes without making a string.
public enum FieldKind {
  /// Carried along as it is.
  OTHER,
  HOST("host"),
  CONTENT_LENGTH("content-length"),
  TRANSFER_ENCODING("transfer-encoding"),
  CONNECTION("connection"),
  /// Speaks about one connection only (RFC 9110, section 7.6.1): dropped.
  HOP("proxy-connection", "te", "proxy-authenticate", "proxy-authorization", "http2-settings"),
  KEEP_ALIVE("keep-alive"),
  UPGRADE("upgrade"),
  EXPECT("expect"),
  COOKIE("cookie"),
  SET_COOKIE("set-cookie"),
  /// Says who the client is; only the gateway may say that: dropped from requests.
  FORGEABLE(
      "forwarded",
      "x-real-ip",
      "x-client-ip",
      "true-client-ip",
      "remote-user",
      "remote-groups",
      "remote-name",
      "remote-email",
      "x-remote-user",
      "x-remote-groups",
      "x-original-url",
      "x-rewrite-url"),
  RANGE("range"),
  IF_RANGE("if-range"),
  IF_NONE_MATCH("if-none-match"),
  IF_MODIFIED_SINCE("if-modified-since"),
  ACCEPT("accept"),
  ACCEPT_ENCODING("accept-encoding"),
  AUTHORIZATION("authorization"),
  CONTENT_ENCODING("content-encoding"),
  SEC_FETCH_MODE("sec-fetch-mode");

  private static final byte[] FORWARDED_PREFIX = "x-forwarded-".getBytes(StandardCharsets.US_ASCII);
  private static final int NAME_BYTES_MAX = 24;
  private static final Name[][] BY_LENGTH = byLength();

  @SuppressWarnings("ImmutableEnumChecker") // List.of never changes
  private final List<String> names;

  FieldKind(String... names) {
    this.names = List.of(names);
  }

  /// @param bytes a field name of token characters at `start` to `end`
  static FieldKind of(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length < BY_LENGTH.length) {
      for (Name name : BY_LENGTH[length]) {
        if (equalsIgnoringCase(bytes, start, name.lower, name.kind == FORGEABLE)) {
          return name.kind;
        }
      }
    }
    boolean forwarded =
        length >= FORWARDED_PREFIX.length
            && equalsIgnoringCase(bytes, start, FORWARDED_PREFIX, true);
    return forwarded ? FORGEABLE : OTHER;
  }

  /// Compares as many bytes as `lower` has.
  ///
  /// @param joined true: an underscore counts as a hyphen, since CGI-like servers see no difference
  static boolean equalsIgnoringCase(byte[] bytes, int start, byte[] lower, boolean joined) {
    for (int i = 0; i < lower.length; i++) {
      int b = bytes[start + i];
      if (b >= 'A' && b <= 'Z') {
        b |= 0x20;
      } else if (joined && b == '_') {
        b = '-';
      }
      if (b != lower[i]) {
        return false;
      }
    }
    return true;
  }

  private static Name[][] byLength() {
    List<List<Name>> lists = new ArrayList<>();
    for (int i = 0; i <= NAME_BYTES_MAX; i++) {
      lists.add(new ArrayList<>());
    }
    for (FieldKind kind : values()) {
      for (String name : kind.names) {
        lists.get(name.length()).add(new Name(name.getBytes(StandardCharsets.US_ASCII), kind));
      }
    }
    return lists.stream().map(list -> list.toArray(Name[]::new)).toArray(Name[][]::new);
  }

  @SuppressWarnings("ArrayRecordComponent") // private, never compared
  private record Name(byte[] lower, FieldKind kind) {}
}
