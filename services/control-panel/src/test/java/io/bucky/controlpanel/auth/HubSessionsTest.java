package io.bucky.controlpanel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.VerifyHubApi;
import io.bucky.api.VerifyHubApi.TokenPair;
import io.bucky.base.Time;
import io.bucky.krpc.Answer;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.Method;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HubSessionsTest {
  private static final long BOUND_SECONDS = 10;

  private final CountDownLatch slowIsAsked = new CountDownLatch(1);
  private final CompletableFuture<Boolean> slowGoesOn = new CompletableFuture<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final HubSessions sessions = new HubSessions(new Hub(), Time.system());

  /// Answers "slow" when it is told to, "wrong" never, everything else at once.
  private final class Hub implements KrpcCaller {
    @Override
    public <Q, R> Answer<R> call(Method<Q, R> method, Q request) throws InterruptedException {
      if (!(request instanceof VerifyHubApi.RefreshToken(var token))) {
        throw new IllegalArgumentException(method.name());
      }
      int number = asked.incrementAndGet();
      if (token.orElseThrow().equals("slow")) {
        slowIsAsked.countDown();
        slowGoesOn.join();
      }
      return token.orElseThrow().equals("wrong")
          ? new Answer.Unreachable<>("no answer")
          : new Answer.Ok<>(method.result().cast(new TokenPair("session" + number, "refresh")));
    }
  }

  private static <T> FutureTask<T> start(Callable<T> work) {
    var task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }

  @Test
  void whoComesWithTheSameTokenSharesOneRenewal() throws Exception {
    var first = start(() -> sessions.refresh("slow"));
    assertThat(slowIsAsked.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
    var second = start(() -> sessions.refresh("slow"));
    slowGoesOn.complete(true);

    Answer<TokenPair> answer = first.get(BOUND_SECONDS, TimeUnit.SECONDS);

    assertThat(second.get(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo(answer);
    assertThat(sessions.refresh("slow")).isEqualTo(answer);
    assertThat(asked).hasValue(1);
  }

  @Test
  void aSlowRenewalKeepsNobodyElseWaiting() throws Exception {
    var slow = start(() -> sessions.refresh("slow"));
    assertThat(slowIsAsked.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();

    var other = start(() -> sessions.refresh("other"));

    assertThat(other.get(BOUND_SECONDS, TimeUnit.SECONDS)).isInstanceOf(Answer.Ok.class);
    slowGoesOn.complete(true);
    assertThat(slow.get(BOUND_SECONDS, TimeUnit.SECONDS)).isInstanceOf(Answer.Ok.class);
  }

  @Test
  void aFailureIsNotRemembered() throws Exception {
    assertThat(sessions.refresh("wrong")).isInstanceOf(Answer.Unreachable.class);
    assertThat(sessions.refresh("wrong")).isInstanceOf(Answer.Unreachable.class);
    assertThat(asked).hasValue(2);
  }
}
