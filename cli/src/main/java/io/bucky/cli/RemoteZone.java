package io.bucky.cli;

import io.bucky.api.VerifyHubApi;
import io.bucky.base.Time;
import io.bucky.krpc.Method;
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
  private final String token;

  private RemoteZone(URI base, HttpKrpcCaller caller, String token) {
    this.base = base;
    this.caller = caller;
    this.token = token;
  }

  /// @throws Failure if nobody is logged in there
  static RemoteZone open(String zoneUrl, Credentials credentials) {
    Credentials.Login login =
        credentials
            .find(zoneUrl)
            .orElseThrow(() ->
                new Failure(
                    ExitStatus.DENIED,
                    "you are not logged in at " + zoneUrl,
                    "Log in: bucky login --zone-url " + zoneUrl + " --user NAME"));
    URI base = address(zoneUrl);
    HttpKrpcCaller caller = caller(base, login.authority());
    try {
      VerifyHubApi.TokenPair pair =
          Refusals.unwrap(
              VerifyHubApi.REFRESH_TOKEN,
              caller.call(
                  VerifyHubApi.REFRESH_TOKEN,
                  new VerifyHubApi.RefreshToken(Optional.of(login.refreshToken()))));
      credentials.keep(
          zoneUrl, new Credentials.Login(login.user(), pair.refreshToken(), login.authority()));
      String token = pair.sessionToken();
      return new RemoteZone(base, caller.as(TokenSource.of(token)), token);
    } catch (InterruptedException e) {
      caller.close();
      Thread.currentThread().interrupt();
      throw new Failure(ExitStatus.FAILED, "interrupted", "");
    } catch (Failure e) {
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
    return Refusals.unwrap(method, caller.call(method, request));
  }

  @Override
  public SystemConfigAddress systemConfig() {
    return new SystemConfigAddress(base, token);
  }

  @Override
  public void close() {
    caller.close();
  }
}
