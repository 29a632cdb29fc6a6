package io.bucky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineCommandsTest {
  @TempDir private Path root;

  @Test
  void otherSettingsForARunningNodeAreRefusedAndNotKept() throws IOException {
    var layout = new ZoneLayout(root);
    Files.createDirectories(layout.nodeSocket().getParent());
    try (var node = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      node.bind(UnixDomainSocketAddress.of(layout.nodeSocket()));

      CommandRun run = CommandRun.of("up", "--data", root.toString(), "--port-base", "47000");

      assertThat(run.status()).isEqualTo(ExitStatus.CONFLICT);
      assertThat(run.err()).contains("already runs with other settings").contains("bucky down");
      assertThat(layout.machineSettings()).doesNotExist();
    }
  }

  @Test
  void withoutANodeTheNextStepIsToStartIt() {
    CommandRun run = CommandRun.of("app", "list", "--data", root.toString());

    assertThat(run.status()).isEqualTo(ExitStatus.TRY_AGAIN);
    assertThat(run.err()).contains("no node runs for " + root).contains("bucky up");
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void aFileThatIsNotThereIsNotFoundInPlainWords() {
    Path file = root.resolve("none.json");

    CommandRun run = CommandRun.of("config", "set", "services/notes", "--file", file.toString());

    assertThat(run.status()).isEqualTo(ExitStatus.NOT_FOUND);
    assertThat(run.err()).contains("cannot read " + file + ": there is no such file");
  }

  @Test
  void aShortPasswordIsRefusedWhenItIsChosenButNotWhenItIsUsed() throws IOException {
    Path file = Files.writeString(root.resolve("password"), "short\n");

    assertThat(Passwords.read(file).reveal()).isEqualTo("short");
    CommandRun run =
        CommandRun.of(
            "login",
            "--zone-url",
            "http://127.0.0.1:9",
            "--user",
            "alice",
            "--password-file",
            file.toString());
    assertThat(run.err()).contains("no zone answers at http://127.0.0.1:9", "Check the address");
    assertThat(run.status()).isEqualTo(ExitStatus.TRY_AGAIN);
  }
}
