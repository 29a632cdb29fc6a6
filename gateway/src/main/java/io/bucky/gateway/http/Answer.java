package io.bucky.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// An answer that the gateway gives itself.
///
/// @param fields name, value, name, value, ...; without length and connection
/// @param body whole, or a part of a file
public record Answer(int status, List<String> fields, Body body) {
  public Answer {
    fields = List.copyOf(fields);
  }

  /// What follows the head.
  public sealed interface Body {
    long length();

    /// @param bytes never changed after
    @SuppressWarnings("ArrayRecordComponent") // carried to the socket, never compared
    record Whole(byte[] bytes) implements Body {
      @Override
      public long length() {
        return bytes.length;
      }
    }

    /// @param file held until it has been sent
    record Slice(HeldFile file, long from, long length) implements Body {}
  }

  public static Answer text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  public static Answer json(int status, String json) {
    return of(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  public static Answer of(int status, String type, byte[] bytes) {
    return new Answer(
        status,
        List.of(
            "Content-Type", type, "X-Content-Type-Options", "nosniff", "Cache-Control", "no-store"),
        new Body.Whole(bytes));
  }

  public static Answer redirect(String location) {
    return new Answer(
        302,
        List.of("Location", location, "Cache-Control", "no-store"),
        new Body.Whole(new byte[0]));
  }

  /// The same with one more field.
  public Answer with(String name, String value) {
    var more = new ArrayList<>(fields);
    more.add(name);
    more.add(value);
    return new Answer(status, more, body);
  }

  /// The reason phrase of a status.
  public static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 204 -> "No Content";
      case 206 -> "Partial Content";
      case 302 -> "Found";
      case 304 -> "Not Modified";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 416 -> "Range Not Satisfiable";
      case 417 -> "Expectation Failed";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      default -> "Status";
    };
  }
}
