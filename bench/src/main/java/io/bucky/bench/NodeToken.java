package io.bucky.bench;

import io.bucky.base.Time;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import io.bucky.krpc.socket.SocketKrpcCaller;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// `NodeToken ROOT`: prints a token of twenty minutes for system config, from the node's local
/// socket.
public final class NodeToken {
  private NodeToken() {}

  public static void main(String[] arguments) throws InterruptedException {
    var method =
        Method.open("node", "node.token", None.class, JsonNode.class, "A token for the command.");
    try (var node =
        new SocketKrpcCaller(
            Path.of(arguments[0], "run/node.sock"), Duration.ofSeconds(10), Time.system())) {
      switch (node.call(method, None.NONE)) {
        case Answer.Ok<JsonNode>(var value) -> System.out.println(value.path("token").asString(""));
        case Answer.Refused<JsonNode>(var problem) -> fail(problem.wire());
        case Answer.Unreachable<JsonNode>(var why) -> fail(why);
      }
    }
  }

  private static void fail(String why) {
    System.err.println(Json.write(why));
    System.exit(1);
  }
}
