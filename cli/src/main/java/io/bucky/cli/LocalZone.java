package io.bucky.cli;

import io.bucky.api.NodeApi;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.config.RemoteConfig;
import io.bucky.json.Json;
import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import java.net.URI;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The zone of this machine: the node daemon forwards each call in the name of this device.
final class LocalZone implements ZoneConnection {
  private final NodeSocket node;

  LocalZone(NodeSocket node) {
    this.node = node;
  }

  @Override
  public <Q, R> R call(Method<Q, R> method, Q request) throws InterruptedException {
    JsonNode result =
        node.call(
            NodeApi.CALL,
            new NodeApi.CallRequest(method.service(), method.name(), Json.tree(request)));
    return decode(method, result);
  }

  static <R> R decode(Method<?, R> method, JsonNode result) {
    if (method.result() == None.class) {
      return method.result().cast(None.NONE);
    }
    return switch (Json.read(result, method.result())) {
      case Parsed.Ok<R>(var value) -> value;
      case Parsed.Malformed<R>(var why) ->
          throw new Failure(
              ExitStatus.FAILED,
              "%s answered %s with something else: %s"
                  .formatted(method.service(), method.name(), why),
              "The programs may be of different versions: bucky down, then bucky up.");
    };
  }

  @Override
  public RemoteConfig config() throws InterruptedException {
    NodeApi.Token first = node.call(NodeApi.TOKEN, None.NONE);
    URI base = URI.create(first.systemConfigUrl());
    return RemoteConfig.open(base, () -> tokenAfter(first), Time.system());
  }

  /// A watch may go on for longer than a token lasts. Without a node the first one must do.
  private Optional<String> tokenAfter(NodeApi.Token first) {
    try {
      return Optional.of(node.call(NodeApi.TOKEN, None.NONE).token());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Failure e) {
      // system config says whether the first one is still good
    }
    return Optional.of(first.token());
  }

  @Override
  public void close() {
    node.close();
  }
}
