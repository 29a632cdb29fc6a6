package io.bucky.systemconfig;

import io.bucky.json.Json;
import io.bucky.systemconfig.ZoneDocuments.Published;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What the resolver answers over HTTP.
final class ResolverAnswer {
  static final String RESOLUTION = "application/did-resolution+json";
  static final String JWT = "application/did+jwt";
  static final String JSON_LD = "application/did+ld+json";
  private static final String JSON = "application/json";

  private final int status;
  private final String contentType;
  private final String body;

  private ResolverAnswer(int status, String contentType, String body) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
  }

  int status() {
    return status;
  }

  String contentType() {
    return contentType;
  }

  byte[] body() {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  String text() {
    return body;
  }

  static ResolverAnswer nothing(int status) {
    return new ResolverAnswer(status, "", "");
  }

  static ResolverAnswer error(int status, String why) {
    return new ResolverAnswer(status, JSON, Json.object().put("error", why).toString());
  }

  static ResolverAnswer notHistorical() {
    ObjectNode body = Json.object().put("error", "documents of the past are not kept");
    body.putObject("buckyos").put("historicalQuerySupported", false);
    return new ResolverAnswer(501, JSON, body.toString());
  }

  /// The document alone.
  static ResolverAnswer bare(String text) {
    return new ResolverAnswer(200, isJson(text) ? JSON_LD : JWT, text);
  }

  /// The document in its envelope.
  static ResolverAnswer envelope(String docType, Published document) {
    ObjectNode body = Json.object();
    ObjectNode resolution = body.putObject("didResolutionMetadata");
    Optional<String> text = document.text();
    int status = document.status().http();
    text.ifPresentOrElse(
        present -> {
          resolution.put("contentType", isJson(present) ? JSON_LD : JWT);
          if (isJson(present)) {
            body.set("didDocument", Json.parse(present).orThrow());
          } else {
            body.put("didDocument", present);
          }
        },
        () -> {
          if (status == 404) {
            resolution.put("error", "notFound");
          }
          body.putNull("didDocument");
        });
    ObjectNode metadata = body.putObject("didDocumentMetadata");
    metadata.put("deactivated", status == 410);
    ObjectNode own = Json.object();
    own.put("docType", docType).put("documentStatus", document.status().wire());
    if (text.isPresent()) {
      metadata.put("versionId", Long.toString(document.version()));
      own.put("documentVersion", document.version());
      own.put("effectiveOwner", document.owner());
      own.put("authoritySeq", document.authoritySequence());
      own.put("docHash", document.hash());
    }
    document.migrationTarget().ifPresent(target -> own.put("migrationTarget", target));
    metadata.set("buckyos", own);
    return new ResolverAnswer(status, RESOLUTION, body.toString());
  }

  static boolean isJson(String text) {
    return text.stripLeading().startsWith("{");
  }
}
