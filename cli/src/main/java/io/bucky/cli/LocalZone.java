package io.bucky.cli;

import io.bucky.api.NodeApi;
import io.bucky.base.Parsed;
import io.bucky.json.Json;
import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import java.net.URI;
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
  public SystemConfigAddress systemConfig() throws InterruptedException {
    NodeApi.Token token = node.call(NodeApi.TOKEN, None.NONE);
    return new SystemConfigAddress(URI.create(token.systemConfigUrl()), token.token());
  }

  @Override
  public void close() {
    node.close();
  }
}
