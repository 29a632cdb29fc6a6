package io.bucky.krpc;

import io.bucky.json.Json;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// Writes answers: `{"result": ..., "sys": [seq]}` or `{"error": "...", "sys": [seq]}`; `sys` has
/// the trace id at position 1 when the request had one, and nothing otherwise, since the published
/// TypeScript client takes any text there for a new session token.
final class AnswerBytes {
  private static final int USUAL_BYTES = 256;

  private AnswerBytes() {}

  static byte[] result(BoundMethod<?, ?> method, Object value, Envelope request) {
    var bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator out = generator(bytes)) {
      out.writeStartObject();
      out.writeName("result");
      method.writeResult(out, value);
      writeSys(out, request);
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  static byte[] error(Problem problem, Envelope request) {
    var bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator out = generator(bytes)) {
      out.writeStartObject();
      out.writeStringProperty("error", problem.wire());
      writeSys(out, request);
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /// An error for something that is not a request.
  static byte[] error(Problem problem) {
    return error(
        problem,
        new Envelope(
            new Envelope.Target.Unknown(""),
            new Envelope.Params.Misfit(""),
            0,
            Optional.empty(),
            Optional.empty()));
  }

  private static JsonGenerator generator(ByteArrayOutputStream bytes) {
    return Json.mapper().tokenStreamFactory().createGenerator(ObjectWriteContext.empty(), bytes);
  }

  private static void writeSys(JsonGenerator out, Envelope request) {
    out.writeName("sys");
    out.writeStartArray();
    if (request.sequence() >= 0) {
      out.writeNumber(request.sequence());
    } else {
      out.writeNumber(new BigInteger(Long.toUnsignedString(request.sequence())));
    }
    request.trace().ifPresent(out::writeString);
    out.writeEndArray();
  }
}
