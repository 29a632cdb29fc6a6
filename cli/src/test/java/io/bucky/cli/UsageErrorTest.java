package io.bucky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UsageErrorTest {
  @Test
  void aCommandThatIsMisspeltIsNamedWithTheOneThatWasMeant() {
    CommandRun run = CommandRun.of("app", "instal", "./notes");

    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("there is no command 'bucky app instal'")
        .contains("Did you mean", "install");
  }

  @Test
  void anOptionThatIsMisspeltIsNamedWithTheOneThatWasMeant() {
    CommandRun run = CommandRun.of("version", "--jsno");

    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err()).contains("bucky version has no option --jsno").contains("--json");
  }

  @Test
  void aWordTooManyIsNamed() {
    CommandRun run = CommandRun.of("version", "extra");

    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err()).contains("'extra' is one word too many for bucky version");
  }

  @Test
  void aCommandThatLacksItsSubcommandShowsWhichThereAre() {
    CommandRun run = CommandRun.of("app");

    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: bucky app", "install", "Examples:");
  }

  @Test
  void withJsonAWrongCommandLineIsAnsweredInJsonToo() {
    CommandRun run = CommandRun.of("task", "show", "seventeen", "--json");

    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("{\"error\":")
        .contains("\"next_step\":\"Help: bucky task show --help\"", "\"exit_status\":2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "task show seventeen | ID: 'seventeen' is not a whole number",
        "app install --image nginx --port abc | 'abc' is not a whole number",
        "app install --image nginx --port 99999 | --port 99999 is not a port",
        "app install --image nginx | which port does nginx listen on?",
        "app install | no app given",
        "app uninstall notes | Missing required argument",
        "app logs notes -n 0 | -n 0 is not a number of lines",
        "log -n -5 | -n -5 is not a number of lines",
        "log --level loud | unknown level loud",
        "config set services/notes | give the value, or --file",
        "up --port-base 99 | port base 99 is not within",
        "login --user alice | which zone?",
        "login --user alice --zone-url nonsense | nonsense is not the https address of a zone",
      })
  void whatIsWrongIsSaidInWordsAndEndsWithTwo(String line, String message) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertThat(run.err()).contains("bucky: ").contains(message).doesNotContain("Exception");
    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
  }

  @ParameterizedTest
  @CsvSource({"status", "doctor", "down", "up", "activate", "log"})
  void aCommandAboutThisMachineRefusesAZoneElsewhere(String command) {
    CommandRun run = CommandRun.of(command, "--zone-url", "https://home.example.org");

    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err()).contains("this command is about the node on this machine");
  }
}
