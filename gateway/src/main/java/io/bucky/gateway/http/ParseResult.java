package io.bucky.gateway.http;

/// What came out of reading a head.
public enum ParseResult {
  COMPLETE(200, ""),
  /// The end of the head has not arrived.
  MORE(0, ""),
  MALFORMED(400, "The request is not well-formed HTTP."),
  AMBIGUOUS_FRAMING(400, "The length of the request body is given in more than one way."),
  WRONG_HOST(400, "The request needs exactly one valid Host header."),
  TARGET_TOO_LONG(414, "The request target is longer than 16 KiB."),
  EXPECTATION_UNKNOWN(417, "The only expectation that can be met is 100-continue."),
  HEAD_TOO_LARGE(
      431,
      "The request head is larger than 32 KiB, or has more than 128 fields or 16 connection options."),
  CODING_UNKNOWN(501, "The only transfer coding that is understood is chunked."),
  METHOD_UNKNOWN(501, "This method is not offered."),
  VERSION_UNKNOWN(505, "The gateway speaks HTTP/1.0, HTTP/1.1 and HTTP/2.");

  private final int status;
  private final String why;

  ParseResult(int status, String why) {
    this.status = status;
    this.why = why;
  }

  public int status() {
    return status;
  }

  /// For the person who sent it.
  public String why() {
    return why;
  }
}
