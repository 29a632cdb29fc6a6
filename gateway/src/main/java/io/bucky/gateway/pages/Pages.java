package io.bucky.gateway.pages;

import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.ParseResult;
import io.bucky.json.Json;
import java.util.Locale;

/// The gateway's own answers, as a page for a browser and as JSON for a program.
public final class Pages {
  private static final int RETRY_SECONDS = 3;

  private Pages() {}

  public static Answer malformed(ParseResult result) {
    return Answer.text(result.status(), result.why() + "\n");
  }

  public static Answer malformedBody() {
    return Answer.text(400, "The chunked request body is malformed.\n");
  }

  public static Answer slowBody() {
    return Answer.text(408, "The rest of the request body did not come in time.\n");
  }

  public static Answer bodyTooLarge(long bytesMax) {
    return json(413, "The request body is larger than " + bytesMax + " bytes.");
  }

  /// Too many large calls at once.
  public static Answer busy() {
    return json(503, "The gateway is handling too many large calls at once.")
        .with("Retry-After", Integer.toString(RETRY_SECONDS));
  }

  public static Answer badRequest(String why) {
    return json(400, why);
  }

  public static Answer methodNotAllowed(String allowed) {
    return json(405, "Method not allowed. Allowed: " + allowed + ".").with("Allow", allowed);
  }

  public static Answer unauthorized(String why) {
    return json(401, why);
  }

  /// kRPC errors come with HTTP 200.
  public static Answer krpcError(String body) {
    return Answer.json(200, body);
  }

  public static Answer zoneStarting(boolean html) {
    return waiting(
        html,
        503,
        "This zone is starting",
        "Its configuration has not been written yet. This page tries again by itself; "
            + "<code>bucky status</code> shows how far the start has come.");
  }

  /// @param state why the app cannot be opened
  public static Answer appDown(boolean html, String showName, String state) {
    String name = escaped(showName);
    return switch (state.toLowerCase(Locale.ROOT)) {
      case "stopped", "stopping" ->
          waiting(
              html,
              503,
              name + " is stopped",
              "Start it on its page in the control panel or with <code>bucky app start</code>. "
                  + "This page opens the app as soon as it runs.");
      case "failed" ->
          waiting(
              html,
              503,
              name + " could not be started",
              "Its page in the control panel shows the reason and its log.");
      default ->
          waiting(
              html, 503, name + " is starting", "This page opens the app as soon as it answers.");
    };
  }

  public static Answer upstreamDown(boolean html, String name, String why) {
    return waiting(
        html,
        502,
        escaped(name) + " does not answer",
        "The gateway reached out to it and got no answer: "
            + escaped(why)
            + ". It may be starting again; this page tries again by itself.");
  }

  /// It has as many requests as the gateway gives it.
  public static Answer upstreamBusy(boolean html, String name) {
    return waiting(
        html,
        503,
        escaped(name) + " is busy",
        "It has all the requests that it may have at once. This page tries again by itself.");
  }

  public static Answer upstreamSlow(boolean html, String name) {
    return waiting(
        html,
        504,
        escaped(name) + " takes too long",
        "It accepted the request and sent no answer in time. Its log may say why.");
  }

  /// A login that could not be renewed just now; it is not over.
  public static Answer loginUnavailable(boolean html) {
    return waiting(
        html,
        503,
        "Your login cannot be renewed right now",
        "The control panel does not answer. You are still logged in; this page tries again by "
            + "itself.");
  }

  /// Nobody answers for a service on this node right now.
  public static Answer noUpstream(boolean html, String name) {
    return waiting(
        html,
        503,
        escaped(name) + " is not running yet",
        "No instance of it has reported on this node. <code>bucky status</code> says why.");
  }

  public static Answer noSuchHost(boolean html, String host, String zoneUrl) {
    return plain(
        html,
        404,
        "Nothing answers at " + escaped(host),
        "No app of this zone has this address. It may have been removed, or the name is "
            + "misspelled. The zone itself is at <a href=\""
            + escaped(zoneUrl)
            + "\">"
            + escaped(zoneUrl)
            + "</a>.");
  }

  public static Answer notFound(boolean html) {
    return plain(html, 404, "There is nothing here", "The address is not known to this zone.");
  }

  public static Answer broken(boolean html) {
    return plain(
        html, 500, "The gateway failed", "This is a fault of the gateway; its log says more.");
  }

  private static Answer waiting(boolean html, int status, String title, String text) {
    Answer answer =
        html
            ? Answer.of(status, HtmlPage.TYPE, HtmlPage.of(title, text, RETRY_SECONDS))
                .with("Content-Security-Policy", HtmlPage.POLICY)
            : json(status, plainText(title + ". " + text));
    return answer.with("Retry-After", Integer.toString(RETRY_SECONDS));
  }

  private static Answer plain(boolean html, int status, String title, String text) {
    return html
        ? Answer.of(status, HtmlPage.TYPE, HtmlPage.of(title, text, 0))
            .with("Content-Security-Policy", HtmlPage.POLICY)
        : json(status, plainText(title + ". " + text));
  }

  private static Answer json(int status, String error) {
    return Answer.json(status, Json.write(Json.object().put("error", error)));
  }

  private static String plainText(String html) {
    return html.replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
