package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Head;
import io.bucky.gateway.pages.Pages;
import io.bucky.gateway.route.Endpoint;
import io.bucky.gateway.route.Site;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who may pass to an app. A session that ended is renewed on the way, so that nobody who is logged
/// in notices. Any loop.
final class AppEntrance {
  private static final int OK = 200;

  private final Renewals renewals;
  private final LeftSessions left;

  AppEntrance(Renewals renewals, LeftSessions left) {
    this.renewals = renewals;
    this.left = left;
  }

  /// Hands a logout on. Once it succeeds, what its browser held opens nothing more, even if an
  /// answer that was under way sets its cookies again.
  void leave(Endpoint panel, Head head, Client client, View view) {
    List<String> sessions = Logins.sessions(head, view.verifier());
    Forwarding.start(head, client, panel, "", true)
        .whenAnswered(status -> {
          if (status == OK) {
            left.leave(sessions);
          }
        });
  }

  /// Begins the exchange, answers, or waits for a renewal.
  ///
  /// @param head valid until this returns
  void enter(Site.App app, Head head, Client client, View view) {
    Optional<Login> held = Logins.held(head, app, view.verifier(), left);
    if (held.isPresent() && !held.get().isEnding(client.loop().now())) {
      renewals.seen(held.get().compact());
      var _ = pass(app, head, client, view, held);
      return;
    }
    Optional<String> refresh = Logins.refresh(head, app, view.verifier(), left);
    if (refresh.isEmpty()) {
      var _ = pass(app, head, client, view, held);
      return;
    }
    var waiting = new Waiting(app, client, view, held);
    switch (renewals.join(refresh.get(), waiting)) {
      case Renewals.Part.Known(var outcome) -> {
        var _ = after(outcome, app, head, client, view, held);
      }
      case Renewals.Part.Waits() -> waiting.begin(head);
      case Renewals.Part.Makes(var renewal) -> {
        waiting.begin(head);
        make(renewal, refresh.get(), head, client, view);
      }
    }
  }

  private void make(
      Renewals.Renewal renewal, String refreshToken, Head head, Client client, View view) {
    Optional<Endpoint> panel = view.table().controlPanel();
    if (panel.isEmpty()) {
      renewals.settle(renewal, new Renewals.Outcome.Unavailable("it is not running"));
    } else {
      RenewalCall.start(
          client,
          head.host(),
          refreshToken,
          panel.get(),
          view.verifier(),
          outcome -> renewals.settle(renewal, outcome));
    }
  }

  /// Goes on once it is known what came of the renewal.
  ///
  /// @return what takes the body
  private BodySink after(
      Renewals.Outcome outcome,
      Site.App app,
      Head head,
      Client client,
      View view,
      Optional<Login> before) {
    Optional<Login> held = before.filter(login -> !left.isLeft(login));
    return switch (outcome) {
      case Renewals.Outcome.Renewed(var login, var cookies)
          when login.isFor(app) && !left.isLeft(login) -> {
        client.cookies(cookies);
        yield isOpen(app)
            ? Forwarding.renewed(head, client, app.endpoint().orElseThrow(), login)
            : closed(app, head, client);
      }
      case Renewals.Outcome.Renewed _, Renewals.Outcome.Refused _ ->
          pass(app, head, client, view, held);
      case Renewals.Outcome.Unavailable _ -> {
        if (held.isEmpty() && !app.isPublic()) {
          client.answer(Pages.loginUnavailable(head.wantsHtml()));
          yield Discard.BODY;
        }
        yield pass(app, head, client, view, held);
      }
    };
  }

  private static BodySink pass(
      Site.App app, Head head, Client client, View view, Optional<Login> held) {
    if (!app.isPublic() && held.isEmpty()) {
      client.answer(Logins.wanted(app, head, client.peer(), view.table()));
      return Discard.BODY;
    }
    return isOpen(app)
        ? Forwarding.start(
            head, client, app.endpoint().orElseThrow(), held.map(Login::user).orElse(""), false)
        : closed(app, head, client);
  }

  private static boolean isOpen(Site.App app) {
    return app.state().isEmpty() && app.endpoint().isPresent();
  }

  private static BodySink closed(Site.App app, Head head, Client client) {
    client.answer(
        Pages.appDown(
            head.wantsHtml(), app.showName(), app.state().isEmpty() ? "starting" : app.state()));
    return Discard.BODY;
  }

  /// A request whose session is being renewed. It keeps its head, and what had been read of its
  /// body; more is not read. The client's loop.
  private final class Waiting implements BodySink, Renewals.Waiter {
    private final Site.App app;
    private final Client client;
    private final View view;
    private final Optional<Login> held;
    private final Deque<ByteBuf> body = new ArrayDeque<>();
    private byte @Nullable [] trailers;
    private @Nullable Head head;
    private boolean gone;

    Waiting(Site.App app, Client client, View view, Optional<Login> held) {
      this.app = app;
      this.client = client;
      this.view = view;
      this.held = held;
    }

    void begin(Head request) {
      head = request.copy();
      client.sink(this);
      client.pauseBody();
    }

    /// Any thread.
    @Override
    public void settled(Renewals.Outcome outcome) {
      client.loop().eventLoop().execute(() -> resume(outcome));
    }

    private void resume(Renewals.Outcome outcome) {
      Head request = head;
      if (gone || request == null) {
        return;
      }
      BodySink to = after(outcome, app, request, client, view, held);
      while (!body.isEmpty()) {
        to.data(body.poll());
      }
      if (trailers != null) {
        to.end(trailers);
      }
      to.flush();
      if (to != Discard.BODY && trailers == null) {
        client.resumeBody();
      }
    }

    @Override
    public void data(ByteBuf data) {
      if (gone) {
        data.release();
      } else {
        body.add(data);
      }
    }

    @Override
    public void end(byte[] fields) {
      trailers = fields;
    }

    @Override
    public void flush() {
      // nothing goes upstream yet
    }

    @Override
    public void gone() {
      gone = true;
      while (!body.isEmpty()) {
        body.poll().release();
      }
    }

    @Override
    public void writable() {
      // nothing is written yet
    }
  }
}
