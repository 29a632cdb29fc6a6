package io.bucky.controlpanel.auth;

import io.bucky.api.VerifyHubApi;
import io.bucky.api.VerifyHubApi.TokenPair;
import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.krpc.Answer;
import io.bucky.krpc.KrpcCaller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;
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

  /// Guarded by `lock`; hash of the old token to the answer, the oldest first.
  private final LinkedHashMap<String, Fresh> answers = new LinkedHashMap<>();

  HubSessions(KrpcCaller zone, Time time) {
    this.zone = zone;
    this.time = time;
  }

  private record Fresh(TokenPair pair, Deadline until) {}

  Answer<TokenPair> refresh(String refreshToken) throws InterruptedException {
    String hash = sha256(refreshToken);
    lock.lockInterruptibly();
    try {
      answers.values().removeIf(it -> it.until.hasPassed(time));
      Fresh known = answers.get(hash);
      if (known != null) {
        return new Answer.Ok<>(known.pair);
      }
      Answer<TokenPair> answer =
          zone.call(
              VerifyHubApi.REFRESH_TOKEN, new VerifyHubApi.RefreshToken(Optional.of(refreshToken)));
      if (answer instanceof Answer.Ok<TokenPair>(var pair)) {
        if (answers.size() >= REMEMBERED_MAX) {
          answers.pollFirstEntry();
        }
        answers.put(hash, new Fresh(pair, Deadline.in(SAME, time)));
      }
      return answer;
    } finally {
      lock.unlock();
    }
  }

  Answer<Boolean> logout(String refreshToken) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      answers.remove(sha256(refreshToken));
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
