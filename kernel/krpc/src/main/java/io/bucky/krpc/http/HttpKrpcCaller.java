package io.bucky.krpc.http;

import io.bucky.base.Backoff;
import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.krpc.Answer;
import io.bucky.krpc.CallBytes;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Method;
import io.bucky.krpc.ServiceDirectory;
import io.bucky.krpc.TokenSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/// Calls services over HTTP/1.1, on connections that are kept open.
///
/// A call ends within its limit. Only methods declared repeatable are tried again, up to three
/// times, when no answer came. Any thread; the owner closes it.
public final class HttpKrpcCaller implements KrpcCaller, AutoCloseable {
  private static final int ATTEMPTS_MAX = 3;
  private static final Duration CONNECT_MAX = Duration.ofSeconds(3);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final HttpClient http;
  private final ServiceDirectory services;
  private final TokenSource tokens;
  private final Duration limit;
  private final Time time;
  private final AtomicLong sequence;

  private HttpKrpcCaller(
      HttpClient http,
      ServiceDirectory services,
      TokenSource tokens,
      Duration limit,
      Time time,
      AtomicLong sequence) {
    this.http = http;
    this.services = services;
    this.tokens = tokens;
    this.limit = limit;
    this.time = time;
    this.sequence = sequence;
  }

  public static HttpKrpcCaller open(ServiceDirectory services, TokenSource tokens, Time time) {
    return over(client().build(), services, tokens, time);
  }

  /// The same, with the trust of `tls` instead of this JDK's: a zone's local CA.
  public static HttpKrpcCaller open(
      ServiceDirectory services, TokenSource tokens, Time time, SSLContext tls) {
    return over(client().sslContext(tls).build(), services, tokens, time);
  }

  private static HttpClient.Builder client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_MAX)
        .followRedirects(HttpClient.Redirect.NEVER)
        .executor(
            Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("krpc-client-", 0).factory()));
  }

  private static HttpKrpcCaller over(
      HttpClient http, ServiceDirectory services, TokenSource tokens, Time time) {
    var first = new AtomicLong(time.now().getEpochSecond() * 1_000_000);
    return new HttpKrpcCaller(http, services, tokens, KrpcService.CALL_MAX, time, first);
  }

  /// Every service below one address, `http://127.0.0.1:3180`.
  public static HttpKrpcCaller open(URI base, TokenSource tokens, Time time) {
    return open(ServiceDirectory.at(base), tokens, time);
  }

  /// The same connections with another token; closing either closes both.
  public HttpKrpcCaller as(TokenSource other) {
    return new HttpKrpcCaller(http, services, other, limit, time, sequence);
  }

  /// The same connections with another limit for each call.
  public HttpKrpcCaller within(Duration other) {
    return new HttpKrpcCaller(http, services, tokens, other, time, sequence);
  }

  @Override
  public <Q, R> Answer<R> call(Method<Q, R> method, Q request) throws InterruptedException {
    var deadline = Deadline.in(limit, time);
    var backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, ThreadLocalRandom.current());
    int attempts = method.repeatable() ? ATTEMPTS_MAX : 1;
    while (true) {
      Answer<R> answer = once(method, request, deadline);
      attempts--;
      if (!(answer instanceof Answer.Unreachable) || attempts == 0) {
        return answer;
      }
      Duration pause = backoff.next();
      if (pause.compareTo(deadline.left(time)) >= 0) {
        return answer;
      }
      time.sleep(pause);
    }
  }

  private <Q, R> Answer<R> once(Method<Q, R> method, Q request, Deadline deadline)
      throws InterruptedException {
    Optional<URI> base = services.find(method.service());
    if (base.isEmpty()) {
      return new Answer.Unreachable<>("no instance of " + method.service() + " is known");
    }
    Duration left = deadline.left(time);
    if (left.isZero()) {
      return new Answer.Unreachable<>("the time for the call is over");
    }
    long number = sequence.incrementAndGet();
    byte[] body = CallBytes.request(method, request, number, tokens.token(), Optional.empty());
    HttpRequest post =
        HttpRequest.newBuilder(CallBytes.address(base.get(), method.service()))
            .timeout(left)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      var answer = http.send(post, HttpResponse.BodyHandlers.ofByteArray());
      return answer.statusCode() == 200
          ? CallBytes.answer(method, number, answer.body())
          : new Answer.Unreachable<>(
              "HTTP "
                  + answer.statusCode()
                  + " from "
                  + post.uri()
                  + CallBytes.hint(answer.body()));
    } catch (IOException e) {
      return new Answer.Unreachable<>(post.uri() + ": " + describe(e));
    }
  }

  private static String describe(IOException e) {
    String message = e.getMessage();
    return message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
