package io.bucky.gateway.http;

import java.io.ByteArrayOutputStream;

/// Fields after a chunked body. Only fields without a meaning to the gateway go on: a trailer that
/// says who the client is, or how long a message is, is dropped.
final class Trailers {
  private Trailers() {}

  static ParseResult read(Head head) {
    return HeadParser.fieldsOnly(head);
  }

  static byte[] allowed(Head head) {
    if (head.count == 0) {
      return ChunkedDecoder.NO_TRAILERS;
    }
    var kept = new ByteArrayOutputStream();
    for (int i = 0; i < head.count; i++) {
      if (head.kinds[i] == FieldKind.OTHER) {
        kept.write(head.bytes, head.nameStart[i], head.valueEnd[i] - head.nameStart[i]);
        kept.write('\r');
        kept.write('\n');
      }
    }
    return kept.toByteArray();
  }
}
