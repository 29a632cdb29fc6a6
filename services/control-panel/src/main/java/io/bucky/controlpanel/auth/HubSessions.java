package io.bucky.controlpanel.auth;

import io.bucky.api.VerifyHubApi;
import io.bucky.api.VerifyHubApi.TokenPair;
import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.krpc.Answer;
import io.bucky.krpc.KrpcCaller;
import io.bucky.krpc.KrpcService;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/// Refreshing at verify-hub on behalf of browsers.
///
/// Two tabs of one browser refresh with the same cookie at the same moment; to verify-hub that
/// looks like a stolen token. So one refresh is made, and whoever comes with the same token within
/// a few seconds gets its answer. Any thread.
final class HubSessions {
  private static final Duration SAME = Duration.ofSeconds(10);
  private static final int REMEMBERED_MAX = 256;

  private final KrpcCaller zone;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();

  /// Guarded by `lock`, which is never held during a call; by the hash of the old token, the oldest
  /// first.
  private final LinkedHashMap<String, Renewal> renewals = new LinkedHashMap<>();

  HubSessions(KrpcCaller zone, Time time) {
    this.zone = zone;
    this.time = time;
  }

  /// @param answer the one answer for all who come with the token
  /// @param until when it is forgotten
  private record Renewal(CompletableFuture<Answer<TokenPair>> answer, Deadline until) {}

  Answer<TokenPair> refresh(String refreshToken) throws InterruptedException {
    String hash = sha256(refreshToken);
    var mine = new CompletableFuture<Answer<TokenPair>>();
    Optional<CompletableFuture<Answer<TokenPair>>> running = join(hash, mine);
    if (running.isPresent()) {
      return await(running.get());
    }
    Answer<TokenPair> answer = new Answer.Unreachable<>("the renewal was broken off");
    try {
      answer =
          zone.call(
              VerifyHubApi.REFRESH_TOKEN, new VerifyHubApi.RefreshToken(Optional.of(refreshToken)));
      return answer;
    } finally {
      settle(hash, mine, answer);
    }
  }

  /// The renewal that is under way or just done with this token; else there is `mine` from now on.
  private Optional<CompletableFuture<Answer<TokenPair>>> join(
      String hash, CompletableFuture<Answer<TokenPair>> mine) {
    lock.lock();
    try {
      renewals.values().removeIf(it -> it.until.hasPassed(time));
      Renewal known = renewals.get(hash);
      if (known != null) {
        return Optional.of(known.answer);
      }
      if (renewals.size() >= REMEMBERED_MAX) {
        renewals.pollFirstEntry();
      }
      renewals.put(hash, new Renewal(mine, Deadline.in(KrpcService.CALL_MAX.plus(SAME), time)));
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Only a success is remembered: who failed may try again.
  private void settle(
      String hash, CompletableFuture<Answer<TokenPair>> mine, Answer<TokenPair> answer) {
    lock.lock();
    try {
      boolean wanted = renewals.remove(hash) != null; // not after a logout meanwhile
      if (wanted && answer instanceof Answer.Ok<TokenPair>) {
        renewals.put(hash, new Renewal(mine, Deadline.in(SAME, time)));
      }
    } finally {
      lock.unlock();
    }
    mine.complete(answer);
  }

  private static Answer<TokenPair> await(CompletableFuture<Answer<TokenPair>> renewal)
      throws InterruptedException {
    try {
      return renewal.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a renewal never fails but by its answer", e);
    }
  }

  Answer<Boolean> logout(String refreshToken) throws InterruptedException {
    lock.lock();
    try {
      renewals.remove(sha256(refreshToken));
    } finally {
      lock.unlock();
    }
    return zone.call(VerifyHubApi.LOGOUT, new VerifyHubApi.RefreshToken(Optional.of(refreshToken)));
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
