package io.bucky.gateway.pages;

import java.nio.charset.StandardCharsets;

/// The frame of the gateway's own pages: one file, light and dark, readable on a phone.
final class HtmlPage {
  static final String TYPE = "text/html; charset=utf-8";
  static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
          + "frame-ancestors 'none'";

  @SuppressWarnings("InlineFormatString") // a page is easier to read whole
  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      %s<title>%s</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid;
        place-items: center; background: #f5f6f8; color: #1c2024; }
      main { max-width: 34rem; margin: 1.5rem; padding: 2rem 2.25rem; background: #fff;
        border-radius: 14px; box-shadow: 0 1px 2px #0002, 0 8px 28px #0000000f; }
      h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 .6rem; overflow-wrap: anywhere; }
      p { margin: 0; color: #4d555e; overflow-wrap: anywhere; }
      a { color: #1f5fd6; }
      code { font-size: .92em; background: #8882; padding: .1em .35em; border-radius: 5px; }
      @media (prefers-color-scheme: dark) {
        body { background: #111417; color: #eceef0; }
        main { background: #1b1f23; box-shadow: none; }
        p { color: #aab2bb; } a { color: #7fb0ff; } }
      </style>
      </head>
      <body><main><h1>%s</h1><p>%s</p></main></body>
      </html>
      """;

  private HtmlPage() {}

  /// @param title escaped
  /// @param text HTML of one paragraph
  /// @param refreshSeconds 0: the page stays as it is
  static byte[] of(String title, String text, int refreshSeconds) {
    String refresh =
        refreshSeconds > 0
            ? "<meta http-equiv=\"refresh\" content=\"" + refreshSeconds + "\">\n"
            : "";
    return FRAME.formatted(refresh, title, title, text).getBytes(StandardCharsets.UTF_8);
  }
}
