package io.bucky.e2e;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Calls services through the node's local socket, as the command does: frames of four bytes of
/// length and a kRPC envelope. A connection per call.
public final class NodeCalls {
  private static final JsonMapper JSON = new JsonMapper();
  private final Path socket;

  public NodeCalls(Path root) {
    this.socket = root.resolve("run/node.sock");
  }

  /// @return the whole answer: `result` or `error`
  /// @throws IOException no answer: the call may or may not have taken effect
  public JsonNode node(String method, JsonNode params) throws IOException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("method", method);
    body.set("params", params);
    body.putArray("sys").add(1);
    byte[] request = JSON.writeValueAsBytes(body);
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      var out = new DataOutputStream(Channels.newOutputStream(channel));
      out.writeInt(request.length);
      out.write(request);
      out.flush();
      var in = new DataInputStream(Channels.newInputStream(channel));
      byte[] answer = new byte[in.readInt()];
      in.readFully(answer);
      return JSON.readTree(answer);
    }
  }

  public JsonNode service(String service, String method, JsonNode params) throws IOException {
    ObjectNode call = JsonNodeFactory.instance.objectNode();
    call.put("service", service);
    call.put("method", method);
    call.set("params", params);
    return node("node.call", call);
  }

  /// Writes one key; true only when the write was acknowledged.
  public boolean set(String key, String value) {
    ObjectNode params = JsonNodeFactory.instance.objectNode();
    params.put("key", key);
    params.put("value", value);
    try {
      return service("system_config", "sys_config_set", params).has("result");
    } catch (IOException e) {
      return false;
    }
  }

  /// The value of a key; empty text when it is missing.
  public String get(String key) throws IOException {
    ObjectNode params = JsonNodeFactory.instance.objectNode();
    params.put("key", key);
    JsonNode answer = service("system_config", "sys_config_get", params);
    if (!answer.has("result")) {
      throw new IOException("no answer for " + key + ": " + answer);
    }
    return answer.get("result").path("value").asString("");
  }
}
