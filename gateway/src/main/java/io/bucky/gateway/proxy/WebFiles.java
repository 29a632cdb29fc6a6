package io.bucky.gateway.proxy;

import io.bucky.gateway.files.StaticFiles;
import io.bucky.gateway.files.UrlPath;
import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.pages.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/// The files that the gateway answers with itself: the panel's, the published ones, the local
/// authority's certificate. Any thread.
final class WebFiles {
  /// Scripts and styles come from the panel alone; it may talk to its own host and show the icons
  /// of apps; nobody may put it into a frame.
  private static final String PANEL_POLICY =
      "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
          + "img-src 'self' data: blob: http: https:; font-src 'self' data:; "
          + "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
          + "frame-ancestors 'none'";

  private static final List<String> PANEL_FIELDS =
      List.of(
          "Content-Security-Policy",
          PANEL_POLICY,
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=()");

  /// What a user publishes may be any page; it lives on a host of its own and gets no script rights
  /// from here.
  private static final List<String> PUBLISHED_FIELDS =
      List.of("Cache-Control", "no-cache", "Referrer-Policy", "same-origin");

  private final StaticFiles files;

  WebFiles(StaticFiles files) {
    this.files = files;
  }

  /// A file of the panel; a path without a dot in its last segment is a page of its own router.
  Answer panel(View view, Head head) {
    if (!isRead(head)) {
      return Pages.methodNotAllowed("GET, HEAD");
    }
    Optional<String> relative = UrlPath.relative(head.path());
    if (relative.isEmpty()) {
      return Pages.notFound(head.wantsHtml());
    }
    boolean asset = relative.get().startsWith("assets/");
    String freshness = asset ? "public, max-age=31536000, immutable" : "no-cache";
    return files
        .answer(view.panel(), relative.get(), head, with(PANEL_FIELDS, freshness))
        .or(() ->
            isPage(relative.get())
                ? files.answer(view.panel(), "", head, with(PANEL_FIELDS, "no-cache"))
                : Optional.empty())
        .orElseGet(() -> Pages.notFound(head.wantsHtml()));
  }

  private static boolean isPage(String relative) {
    return relative.indexOf('.', relative.lastIndexOf('/') + 1) < 0;
  }

  Answer published(View view, Head head) {
    return UrlPath.relative(head.path())
        .flatMap(relative -> files.answer(view.published(), relative, head, PUBLISHED_FIELDS))
        .orElseGet(() -> Pages.notFound(head.wantsHtml()));
  }

  /// The certificate to install so that browsers trust this zone.
  Answer authority(View view, Head head) {
    if (!isRead(head)) {
      return Pages.methodNotAllowed("GET, HEAD");
    }
    try {
      return view.authority().isPresent()
          ? Answer.of(200, "application/x-pem-file", Files.readAllBytes(view.authority().get()))
          : Pages.notFound(head.wantsHtml());
    } catch (IOException e) {
      return Pages.notFound(head.wantsHtml());
    }
  }

  private static boolean isRead(Head head) {
    return head.isMethod("GET") || head.isMethod("HEAD");
  }

  private static List<String> with(List<String> fields, String freshness) {
    var all = new java.util.ArrayList<>(fields);
    all.add("Cache-Control");
    all.add(freshness);
    return all;
  }
}
