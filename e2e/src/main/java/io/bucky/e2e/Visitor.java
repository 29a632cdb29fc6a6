package io.bucky.e2e;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A person with a browser that runs no scripts: it keeps cookies, follows redirects, and logs in
/// where an app's own host sends it, as the login page does.
///
/// The JDK's cookie manager would write the cookies as RFC 2965 did, which no browser does.
public final class Visitor {
  private static final int REDIRECTS_MAX = 5;
  private final WebClient web;
  private final Map<String, Map<String, String>> cookies = new HashMap<>(); // by host and name

  public Visitor(TestZone zone) {
    this.web = new WebClient(zone);
  }

  /// Opens an app's page, logging in on the way when the gateway asks for it.
  public HttpResponse<String> open(String host, String path) {
    HttpResponse<String> answer = get(web.uri(host, path));
    if (sendsToLogin(answer)) {
      logIn(host, path);
      answer = get(web.uri(host, path));
    }
    for (int i = 0; i < REDIRECTS_MAX && answer.statusCode() / 100 == 3; i++) {
      answer = get(answer.uri().resolve(location(answer)));
    }
    return answer;
  }

  public HttpResponse<String> submit(String host, String path, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        HttpRequest.newBuilder(web.uri(host, path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static boolean sendsToLogin(HttpResponse<String> answer) {
    return answer.statusCode() == 302
        && location(answer).startsWith("https://sys." + TestZone.HOST)
        && location(answer).contains("/login?");
  }

  private void logIn(String host, String path) {
    String wanted = web.uri(host, path).toString();
    long nonce = System.currentTimeMillis();
    var params = JsonNodeFactory.instance.objectNode();
    params.put("username", TestZone.USER);
    params.put("password", WebClient.proof(TestZone.USER, TestZone.PASSWORD, nonce));
    params.put("appid", host.substring(0, host.indexOf('.')));
    params.put("login_nonce", nonce);
    params.put("redirect_url", wanted);
    JsonNode login =
        web.call("sys." + TestZone.HOST, "control-panel", "auth.login", params, "").path("result");
    HttpResponse<String> back =
        get(
            web.uri(
                host,
                "/sso_callback?nonce="
                    + login.path("sso_nonce").asLong()
                    + "&redirect_url="
                    + encoded(wanted)));
    if (back.statusCode() != 302 || !location(back).equals(wanted)) {
      throw new AssertionError("the login did not lead back: " + back + " " + back.body());
    }
  }

  private HttpResponse<String> get(URI uri) {
    return send(HttpRequest.newBuilder(uri));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    String host = request.copy().build().uri().getHost();
    Map<String, String> jar = cookies.computeIfAbsent(host, _ -> new HashMap<>());
    if (!jar.isEmpty()) {
      request.header(
          "Cookie",
          jar.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    HttpResponse<String> answer = web.send(request.timeout(Duration.ofSeconds(60)).build());
    for (String set : answer.headers().allValues("set-cookie")) {
      String pair = set.split(";", 2)[0];
      int equals = pair.indexOf('=');
      jar.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
    return answer;
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("location").orElse("");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
