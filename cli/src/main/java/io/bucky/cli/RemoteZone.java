package io.bucky.cli;

import io.bucky.base.Time;
import io.bucky.config.RemoteConfig;
import io.bucky.krpc.Answer;
import io.bucky.krpc.Method;
import io.bucky.krpc.Problem;
import io.bucky.krpc.ServiceDirectory;
import io.bucky.krpc.TokenSource;
import io.bucky.krpc.http.HttpKrpcCaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A zone reached over the network, with the login that `bucky login` keeps.
final class RemoteZone implements ZoneConnection {
  /// The app that the command is, in tokens and in RBAC.
  static final String APP = "buckycli";

  private final URI base;
  private final HttpKrpcCaller caller;
  private final RemoteSession session;
  private final Optional<String> authority;

  private RemoteZone(
      URI base, HttpKrpcCaller caller, RemoteSession session, Optional<String> authority) {
    this.base = base;
    this.caller = caller;
    this.session = session;
    this.authority = authority;
  }

  /// @throws Failure if nobody is logged in there
  static RemoteZone open(String zoneUrl, Credentials credentials, Time time)
      throws InterruptedException {
    Credentials.Login login = credentials.require(zoneUrl);
    URI base = address(zoneUrl);
    HttpKrpcCaller caller = caller(base, login.authority());
    try {
      var session = RemoteSession.open(zoneUrl, login, credentials, caller, time);
      return new RemoteZone(base, caller.as(session), session, login.authority());
    } catch (InterruptedException | Failure e) {
      caller.close();
      throw e;
    }
  }

  static URI address(String zoneUrl) {
    try {
      URI uri = URI.create(zoneUrl);
      if (uri.getHost() != null && ("https".equals(uri.getScheme()) || local(uri))) {
        return URI.create(uri.getScheme() + "://" + uri.getAuthority());
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw Failure.usage(
        "%s is not the https address of a zone".formatted(zoneUrl),
        "For example https://home.example.org; http only for this machine.");
  }

  /// A token may cross the loopback in the clear, and nothing else.
  private static boolean local(URI uri) {
    String host = uri.getHost();
    return "http".equals(uri.getScheme())
        && (host.equals("127.0.0.1") || host.equals("localhost") || host.endsWith(".localhost"));
  }

  static HttpKrpcCaller caller(URI base, Optional<String> authority) {
    var services = ServiceDirectory.at(base);
    var time = Time.system();
    return authority
        .map(pem -> HttpKrpcCaller.open(services, TokenSource.none(), time, trusting(pem)))
        .orElseGet(() -> HttpKrpcCaller.open(services, TokenSource.none(), time));
  }

  private static SSLContext trusting(String pem) {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "zone",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new Failure(
          ExitStatus.FAILED,
          "the zone's CA certificate cannot be used: " + e.getMessage(),
          "Give the PEM file that the panel offers under Settings: --ca FILE");
    }
  }

  @Override
  public <Q, R> R call(Method<Q, R> method, Q request) throws InterruptedException {
    Answer<R> answer = caller.call(method, request);
    if (answer instanceof Answer.Refused<R>(var problem) && isAboutTheToken(problem)) {
      session.replace();
      answer = caller.call(method, request);
    }
    return Refusals.unwrap(method, answer);
  }

  private static boolean isAboutTheToken(Problem problem) {
    return problem instanceof Problem.TokenExpired || problem instanceof Problem.InvalidToken;
  }

  @Override
  public RemoteConfig config() {
    return authority
        .map(pem -> RemoteConfig.open(base, session, Time.system(), trusting(pem)))
        .orElseGet(() -> RemoteConfig.open(base, session, Time.system()));
  }

  @Override
  public void close() {
    caller.close();
  }
}
