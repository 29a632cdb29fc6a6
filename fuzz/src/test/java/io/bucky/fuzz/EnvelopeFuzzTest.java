package io.bucky.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bucky.base.Deadline;
import io.bucky.base.Time;
import io.bucky.gateway.kapi.Envelope;
import io.bucky.identity.TokenVerifier;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.Method;
import io.bucky.krpc.Origin;
import io.bucky.krpc.Reply;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// A kRPC body, at the service and at the gateway.
class EnvelopeFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void neverThrows(byte[] bytes) {
    var echo = Method.open("echo", "echo", JsonNode.class, JsonNode.class, "The same.");
    KrpcService service =
        KrpcService.named("echo", _ -> new TokenVerifier.Verdict.Invalid("no keys here"))
            .on(echo, (_, request) -> Reply.ok(request))
            .build();
    var origin = new Origin("127.0.0.1", Deadline.in(Duration.ofSeconds(5), Time.system()));
    Objects.requireNonNull(service.dispatch(bytes, origin));
    Objects.requireNonNull(Envelope.scan(new ByteArrayInputStream(bytes)));
  }
}
