package io.bucky.node;

import io.bucky.api.NodeApi;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.containers.AppInstance;
import io.bucky.containers.AppMeter;
import io.bucky.containers.AppRuntime;
import io.bucky.containers.engine.EngineAnswer;
import io.bucky.identity.TokenVerifier;
import io.bucky.krpc.Answer;
import io.bucky.krpc.DeviceTokens;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import io.bucky.krpc.Problem;
import io.bucky.krpc.Reply;
import io.bucky.zone.MachineSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The methods of the local socket.
final class NodeService {
  private static final TokenVerifier NO_TOKENS =
      _ -> new TokenVerifier.Verdict.Invalid("the local socket takes no tokens");

  /// Who the command is in tokens and policies.
  private static final String COMMAND = "buckycli";

  private static final int LINES_STANDARD = 200;
  private static final int LINES_MAX = 5_000;
  private static final Duration ENGINE_MAX = Duration.ofSeconds(3);

  private final Node node;
  private final StatusBoard board;
  private final MachineSettings machine;
  private final Time time;

  NodeService(Node node, StatusBoard board, MachineSettings machine, Time time) {
    this.node = node;
    this.board = board;
    this.machine = machine;
    this.time = time;
  }

  KrpcService build(Metrics metrics) {
    return KrpcService.named(NodeApi.SERVICE, NO_TOKENS)
        .time(time)
        .metrics(metrics)
        .bodyBytesMax(KrpcService.UPLOAD_BYTES_MAX)
        .on(NodeApi.STATUS, (_, _) -> Reply.ok(board.status()))
        .on(NodeApi.ACTIVATE, (_, request) -> node.activate(request))
        .on(NodeApi.REVIVE, (_, _) -> inZone(NodeService::revive))
        .on(NodeApi.STOP, (_, request) -> stop(request))
        .on(NodeApi.APP_LOGS, (_, request) -> inZone(zone -> logs(zone, request)))
        .on(NodeApi.APP_USAGE, (_, request) -> inZone(zone -> usage(zone, request)))
        .on(NodeApi.ENGINE, (_, _) -> inZone(zone -> Reply.ok(engine(zone))))
        .on(NodeApi.CALL, (_, request) -> inZone(zone -> call(zone, request)))
        .on(NodeApi.TOKEN, (_, _) -> inZone(zone -> Reply.ok(token(zone))))
        .on(NodeApi.DOCTOR, (_, _) -> Reply.ok(new Doctor(node, board, machine, time).examine()))
        .build();
  }

  private interface ZoneCall<R> {
    Reply<R> run(ZoneNode zone) throws InterruptedException;
  }

  private <R> Reply<R> inZone(ZoneCall<R> call) throws InterruptedException {
    Optional<ZoneNode> zone = node.zone();
    return zone.isPresent()
        ? call.run(zone.get())
        : Reply.refused(
            new Problem.ServiceUnavailable(
                node.active()
                    ? "the node is still reading its identity"
                    : "this machine belongs to no zone yet; run `bucky up` or `bucky activate`"));
  }

  private static Reply<None> revive(ZoneNode zone) {
    zone.revive();
    return Reply.ok(None.NONE);
  }

  private Reply<None> stop(NodeApi.StopRequest request) {
    node.requestStop(request.apps());
    return Reply.ok(None.NONE);
  }

  private static Reply<NodeApi.AppLogs> logs(ZoneNode zone, NodeApi.AppLogsRequest request)
      throws InterruptedException {
    int lines = Math.clamp(request.lines().orElse(LINES_STANDARD), 1, LINES_MAX);
    String owner = request.userId().orElseGet(() -> zone.identity().owner().id());
    return switch (zone.apps().logs(owner, request.appId(), request.component(), lines)) {
      case AppRuntime.LogAnswer.Lines(var found) ->
          Reply.ok(
              new NodeApi.AppLogs(
                  found.stream()
                      .map(line ->
                          new NodeApi.LogLine(
                              line.at().toString(), line.component(), line.stream(), line.text()))
                      .toList()));
      case AppRuntime.LogAnswer.EngineAway(var why) ->
          Reply.refused(
              new Problem.ServiceUnavailable("the container engine does not answer: " + why));
    };
  }

  private static Reply<NodeApi.AppUsage> usage(ZoneNode zone, NodeApi.AppUsageRequest request)
      throws InterruptedException {
    String owner = request.userId().orElseGet(() -> zone.identity().owner().id());
    EngineAnswer<List<AppMeter.Reading>> answer = zone.apps().usage(owner, request.appId());
    return answer instanceof EngineAnswer.Ok<List<AppMeter.Reading>>(var readings)
        ? Reply.ok(new NodeApi.AppUsage(readings.stream().map(NodeService::usage).toList()))
        : Reply.refused(
            new Problem.ServiceUnavailable(
                "the container engine does not answer: " + answer.problem()));
  }

  private static NodeApi.ContainerUsage usage(AppMeter.Reading reading) {
    AppInstance.Container container = reading.container();
    return new NodeApi.ContainerUsage(
        container.component(),
        container.state(),
        container.health(),
        container.exitCode(),
        container.startedAt().map(Instant::getEpochSecond),
        reading.use().map(AppMeter.Use::memoryBytes),
        reading.use().flatMap(AppMeter.Use::memoryLimitBytes),
        reading.use().map(AppMeter.Use::cpuPercent));
  }

  private NodeApi.Engine engine(ZoneNode zone) throws InterruptedException {
    NodeApi.Engine state =
        switch (zone.apps().engine(ENGINE_MAX)) {
          case AppRuntime.EngineState.Ready(var version, var api) ->
              new NodeApi.Engine(true, "docker", version, "API " + api);
          case AppRuntime.EngineState.Away(var why, var nextStep) ->
              new NodeApi.Engine(false, "docker", "", why + " " + nextStep);
        };
    board.engine(state);
    return state;
  }

  /// Passes a call on in the name of this device, which the policy lets do everything.
  private Reply<JsonNode> call(ZoneNode zone, NodeApi.CallRequest request)
      throws InterruptedException {
    if (request.service() == null || request.method() == null) {
      return Reply.bad("service and method are needed");
    }
    JsonNode params = request.params() == null ? io.bucky.json.Json.object() : request.params();
    var method = Method.of(request.service(), request.method(), JsonNode.class, JsonNode.class, "");
    var caller = zone.services().as(new DeviceTokens(zone.identity(), COMMAND, time));
    return switch (caller.call(method, params)) {
      case Answer.Ok<JsonNode>(var value) -> Reply.ok(value);
      case Answer.Refused<JsonNode>(var problem) -> Reply.refused(problem);
      case Answer.Unreachable<JsonNode>(var why) ->
          Reply.refused(new Problem.ServiceUnavailable(why));
    };
  }

  private NodeApi.Token token(ZoneNode zone) {
    var identity = zone.identity();
    return new NodeApi.Token(
        identity.loginToken(identity.name(), COMMAND, DeviceTokens.TIME_TO_LIVE),
        "http://127.0.0.1:" + machine.ports().systemConfig());
  }
}
