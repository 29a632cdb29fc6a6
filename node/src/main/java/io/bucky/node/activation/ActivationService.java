package io.bucky.node.activation;

import io.bucky.api.ActivationApi;
import io.bucky.base.Time;
import io.bucky.identity.SigningKey;
import io.bucky.identity.TokenVerifier;
import io.bucky.json.Json;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Method;
import io.bucky.krpc.Reply;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/// `/kapi/active` as kRPC: open to who has the code, and nearly closed to everyone else.
final class ActivationService {
  private static final Duration TOKEN_TTL = Duration.ofMinutes(15);

  /// The methods are declared public; what counts is the one-time code.
  private static final TokenVerifier NO_TOKENS =
      _ -> new TokenVerifier.Verdict.Invalid("this machine belongs to no zone yet");

  private final Activation activation;
  private final Time time;
  private final SecureRandom random;

  ActivationService(Activation activation, Time time, SecureRandom random) {
    this.activation = activation;
    this.time = time;
    this.random = random;
  }

  /// What a caller with the one-time code gets.
  KrpcService unlocked() {
    return common()
        .on(ActivationApi.ACTIVATE, (_, request) -> activation.activate(request))
        .on(ActivationApi.DO_ACTIVE, (_, request) -> activation.activate(request))
        .on(ActivationApi.ACTIVE_BY_WALLET, (_, request) -> activation.activate(request))
        .on(
            ActivationApi.PREPARE_PARAMS_FOR_ACTIVE_BY_WALLET,
            (_, request) -> activation.prepare(request))
        .on(ActivationApi.GENERATE_ZONE_TXT_RECORDS, (_, request) -> activation.txtRecords(request))
        .on(ActivationApi.GENERATE_KEY_PAIR, (_, _) -> Reply.ok(keyPair()))
        .build();
  }

  /// What a caller without it gets.
  KrpcService locked() {
    var builder = common();
    refuse(builder, ActivationApi.ACTIVATE);
    refuse(builder, ActivationApi.DO_ACTIVE);
    refuse(builder, ActivationApi.ACTIVE_BY_WALLET);
    refuse(builder, ActivationApi.PREPARE_PARAMS_FOR_ACTIVE_BY_WALLET);
    refuse(builder, ActivationApi.GENERATE_ZONE_TXT_RECORDS);
    refuse(builder, ActivationApi.GENERATE_KEY_PAIR);
    return builder.build();
  }

  private static <Q, R> void refuse(KrpcService.Builder builder, Method<Q, R> method) {
    builder.on(
        method,
        (_, _) ->
            Reply.denied(
                "the one-time code is missing or wrong; `bucky status` shows the link with it"));
  }

  private KrpcService.Builder common() {
    return KrpcService.named(ActivationApi.SERVICE, NO_TOKENS)
        .time(time)
        .on(
            ActivationApi.GET_DEVICE_INFO,
            (_, _) ->
                Reply.ok(new ActivationApi.DeviceInfoAnswer(activation.deviceInfo("inactive"))));
  }

  private ActivationApi.KeyPair keyPair() {
    var key = SigningKey.generate(random);
    var claims = Json.object().put("sub", "$owner").put("appid", "active_service");
    claims.put("exp", time.now().plus(TOKEN_TTL).getEpochSecond());
    return new ActivationApi.KeyPair(
        key.toPem().reveal(),
        key.publicKey().jwk(),
        io.bucky.identity.Jwt.sign(key, Optional.empty(), claims));
  }
}
