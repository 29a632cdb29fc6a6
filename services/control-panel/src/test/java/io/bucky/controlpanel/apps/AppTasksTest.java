package io.bucky.controlpanel.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.tasks.Task.Status;
import io.bucky.api.tasks.TaskManager;
import io.bucky.api.tasks.TaskUpdateApi;
import io.bucky.base.Time;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier;
import io.bucky.krpc.KrpcService;
import io.bucky.krpc.LocalKrpcCaller;
import io.bucky.krpc.None;
import io.bucky.krpc.Problem;
import io.bucky.krpc.Reply;
import io.bucky.krpc.TokenSource;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AppTasksTest {
  @Test
  void aTaskThatCannotBeWrittenForNowIsToBeTriedAgain() throws InterruptedException {
    assertThat(finishing(Reply.refused(new Problem.ServiceUnavailable("the disk is full"))))
        .isFalse();
    assertThat(finishing(Reply.denied("it belongs to another"))).isTrue();
    assertThat(finishing(Reply.ok(None.NONE))).isTrue();
  }

  private static boolean finishing(Reply<None> answer) throws InterruptedException {
    var local = new LocalKrpcCaller(TokenSource.of("any"), Time.system());
    local.add(
        KrpcService.named(TaskManager.SERVICE, AppTasksTest::believe)
            .on(TaskUpdateApi.UPDATE, (_, _) -> answer)
            .build());
    return new AppTasks(local).finish(1, Status.FAILED, "it did not work");
  }

  private static TokenVerifier.Verdict believe(String token) {
    return new TokenVerifier.Verdict.Valid(
        new SessionToken(
            "ood1",
            AppTasks.APP,
            "ood1",
            Optional.empty(),
            Instant.MAX,
            Optional.empty(),
            Optional.empty(),
            false,
            SessionToken.Kind.DEVICE,
            Optional.empty()));
  }
}
