package io.bucky.gateway.proxy;

import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.gateway.files.StaticFiles;
import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.FieldKind;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.ParseResult;
import io.bucky.gateway.pages.Pages;
import io.bucky.gateway.route.Decision;
import io.bucky.gateway.route.Endpoint;
import io.bucky.gateway.route.Router;
import io.bucky.gateway.route.Site;
import java.util.Optional;

/// Carries out what the router decided for one request. Any loop; holds no state of a request.
public final class Dispatcher {
  private static final String LOGOUT = "/sso_logout";

  private final Live live;
  private final RouteStats.Registry stats;
  private final StatusSource status;
  private final WebFiles files;
  private final AppEntrance entrance;

  public Dispatcher(
      Live live,
      RouteStats.Registry stats,
      StatusSource status,
      StaticFiles files,
      Metrics metrics,
      Time time) {
    this.live = live;
    this.stats = stats;
    this.status = status;
    this.files = new WebFiles(files);
    this.entrance = new AppEntrance(new Renewals(time, metrics), new LeftSessions(time));
  }

  /// Decides and begins; when it returns, the request has a sink or its answer.
  ///
  /// @param head valid until this returns
  void dispatch(Head head, Client client) {
    client.sink(Discard.BODY);
    if (client.peer().door() == Door.STATUS) {
      client.route(stats.of("status"));
      client.answer(status.answer(head.path()));
      return;
    }
    if (head.contentLength() > Limits.BODY_BYTES_MAX) {
      client.route(stats.of("refused"));
      client.answer(Pages.bodyTooLarge(Limits.BODY_BYTES_MAX));
      return;
    }
    View view = live.view();
    Site site = client.peer().site(view.table(), head);
    Decision decision = Router.decide(view.table(), site, head);
    client.route(stats.of(routeName(site, decision)));
    carryOut(decision, head, client, view);
  }

  private static String routeName(Site site, Decision decision) {
    return switch (decision) {
      case Decision.Forward forward -> forward.endpoint().name();
      case Decision.Kapi kapi -> "kapi/" + kapi.service();
      case Decision.Watch _ -> "watch";
      case Decision.AppPage(Site.App app) -> app.label();
      case Decision.PanelFile _,
          Decision.PublishedFile _,
          Decision.AuthorityCertificate _,
          Decision.ToZoneHost _,
          Decision.NoSuchHost _,
          Decision.NoSuchPath _,
          Decision.MethodNotAllowed _,
          Decision.NoUpstream _,
          Decision.ZoneStarting _ ->
          site.label();
    };
  }

  private void carryOut(Decision decision, Head head, Client client, View view) {
    switch (decision) {
      case Decision.Forward(Endpoint endpoint, boolean _) when head.pathIs(LOGOUT) ->
          entrance.leave(endpoint, head, client, view);
      case Decision.Forward(Endpoint endpoint, boolean internal) ->
          forward(head, client, endpoint, internal);
      case Decision.Kapi kapi -> kapi(kapi, head, client, view);
      case Decision.Watch(Optional<Endpoint> endpoint) -> watch(endpoint, head, client, view);
      case Decision.AppPage(Site.App app) -> entrance.enter(app, head, client, view);
      case Decision.PanelFile _ -> client.answer(files.panel(view, head));
      case Decision.PublishedFile _ -> client.answer(files.published(view, head));
      case Decision.AuthorityCertificate _ -> client.answer(files.authority(view, head));
      case Decision.ToZoneHost _ ->
          client.answer(
              Answer.redirect(Links.zone(view.table(), head, client.peer()) + head.target()));
      case Decision.NoSuchHost(String name) ->
          client.answer(
              Pages.noSuchHost(
                  head.wantsHtml(), name, Links.zone(view.table(), head, client.peer()) + "/"));
      case Decision.NoSuchPath _ -> client.answer(Pages.notFound(head.wantsHtml()));
      case Decision.MethodNotAllowed(String allowed) ->
          client.answer(Pages.methodNotAllowed(allowed));
      case Decision.NoUpstream(String name) ->
          client.answer(Pages.noUpstream(head.wantsHtml(), name));
      case Decision.ZoneStarting _ -> client.answer(Pages.zoneStarting(head.wantsHtml()));
    }
  }

  private static void forward(Head head, Client client, Endpoint endpoint, boolean internal) {
    var _ = Forwarding.start(head, client, endpoint, "", internal);
  }

  private void kapi(Decision.Kapi kapi, Head head, Client client, View view) {
    if (head.find(FieldKind.CONTENT_ENCODING) >= 0) {
      client.answer(Pages.badRequest("A kRPC body is sent without content coding."));
    } else if (kapi.endpoint().isEmpty()) {
      client.answer(Pages.noUpstream(false, kapi.service()));
    } else {
      KapiCall.start(head, client, kapi, kapi.endpoint().get(), view.verifier());
    }
  }

  private static void watch(Optional<Endpoint> endpoint, Head head, Client client, View view) {
    Optional<String> refusal = Logins.bearerRefusal(head, view.verifier());
    if (refusal.isPresent()) {
      client.answer(Pages.unauthorized(refusal.get()).with("WWW-Authenticate", "Bearer"));
    } else if (endpoint.isEmpty()) {
      client.answer(Pages.noUpstream(false, "system_config"));
    } else {
      forward(head, client, endpoint.get(), true);
    }
  }

  /// A head that cannot be understood; the connection ends with the answer.
  void refuse(Client client, ParseResult result) {
    client.route(stats.of("refused"));
    client.answer(Pages.malformed(result));
  }

  /// A body whose framing is broken.
  void refuseBody(Http1Client client) {
    client.failRequest(Pages.malformedBody());
  }

  /// A body that does not come.
  void refuseSlow(Http1Client client) {
    client.failRequest(Pages.slowBody());
  }
}
