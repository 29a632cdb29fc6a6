package io.bucky.krpc.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bucky.base.Metrics;
import io.bucky.base.Time;
import io.bucky.identity.TokenVerifier;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Method;
import io.bucky.krpc.Reply;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// Whatever bytes reach a service's port: heads, bodies, chunks, pipelined requests.
class ConnectionFuzzTest {
  private static final Method<JsonNode, JsonNode> ECHO =
      Method.open("echo", "echo", JsonNode.class, JsonNode.class, "The same.");

  @FuzzTest(maxDuration = "1m")
  void neverThrows(byte[] bytes) {
    KrpcService service =
        KrpcService.named("echo", _ -> new TokenVerifier.Verdict.Invalid("no keys here"))
            .onMemory(ECHO, (_, request) -> Reply.ok(request))
            .build();
    try (var deadlines = Deadlines.open(Time.system(), Duration.ofSeconds(1))) {
      var metrics = new Metrics();
      var exchanges =
          new Exchanges(Runnable::run, deadlines, Duration.ofSeconds(5), metrics, Time.system());
      var channel = new EmbeddedChannel();
      Connection.install(channel, PortTable.of(Endpoint.of(service), metrics), exchanges);
      channel.writeInbound((Object) channel.alloc().buffer(bytes.length).writeBytes(bytes));
      channel.checkException();
      channel.finish();
      for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        ReferenceCountUtil.release(out);
      }
    }
  }
}
