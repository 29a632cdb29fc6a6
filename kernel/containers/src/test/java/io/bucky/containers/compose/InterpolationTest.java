package io.bucky.containers.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpolationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "plain | plain",
        "$SET | one",
        "${SET} | one",
        "a${SET}b$SET.c | aoneb" + "one.c",
        "$$SET | $SET",
        "$${SET} | ${SET}",
        "cost: 5$ | cost: 5$",
        "$1 $- | $1 $-",
        "${SET:-other} | one",
        "${EMPTY:-other} | other",
        "x${EMPTY-other} | x",
        "${NONE-other} | other",
        "${NONE:-${SET}} | one",
        "${NONE:-${ALSO_NONE:-deep}}! | deep!",
        "${SET:+then} | then",
        "x${EMPTY:+then} | x",
        "${EMPTY+then} | then",
        "x${NONE:+then} | x",
        "${SET:?needed} | one",
        "${SET?needed} | one",
        "x${NONE} | x",
      })
  void everyFormOfTheSpecificationIsFilledIn(String text, String filled) {
    var findings = new Findings();
    var values = new TreeMap<String, String>();
    values.put("SET", "one");
    values.put("EMPTY", "");

    assertThat(new Interpolation(values, findings).fill(text, "here")).isEqualTo(filled);
    assertThat(findings.problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "${NONE:?say it} | the variable NONE needs a value: say it",
        "${NONE?} | the variable NONE needs a value",
        "${open | '${' without its '}' (write $$ for a dollar sign)",
        "${} | '${}' names no variable",
        "${A!b} | '${A!b}' is not a form of a variable",
      })
  void whatIsWrongIsSaid(String text, String problem) {
    var findings = new Findings();

    assertThat(new Interpolation(new TreeMap<>(), findings).fill(text, "here")).isNotNull();

    assertThat(findings.problems()).containsExactly(new ComposeReading.Problem("here", problem));
  }

  @Test
  void environmentFilesAreReadAsShellsWriteThem() {
    var findings = new Findings();
    var values =
        EnvFile.parse(
            """
            # a comment

            A=plain # trailing
            B="two words\\n$HOME \\"q\\""
            C='single $RAW # kept'
            export D=exported
            E=
            F=a=b=c
            broken line
            """,
            ".env",
            findings);

    assertThat(values)
        .containsEntry("A", "plain")
        .containsEntry("B", "two words\n$HOME \"q\"")
        .containsEntry("C", "single $$RAW # kept") // a dollar sign that is one
        .containsEntry("D", "exported")
        .containsEntry("E", "")
        .containsEntry("F", "a=b=c")
        .hasSize(6);
    assertThat(findings.problems())
        .containsExactly(new ComposeReading.Problem(".env:9", "not a line of the form NAME=value"));
  }

  @ParameterizedTest
  @CsvSource({"512m,536870912", "1.5gb,1610612736", "100,100", "2KiB,2048", "0,0"})
  void sizesHaveUnits(String text, long bytes) {
    assertThat(Units.bytes(text)).contains(bytes);
  }

  @ParameterizedTest
  @CsvSource({"1m30s,90000", "500ms,500", "1h,3600000", "1.5s,1500", "2d,172800000"})
  void durationsHaveUnits(String text, long millis) {
    assertThat(Units.millis(text)).contains(millis);
  }

  @ParameterizedTest
  @CsvSource({"''", "10", "m", "1x", "1m 30s", "-1s"})
  void durationsWithoutUnitsAreNone(String text) {
    assertThat(Units.millis(text)).isEmpty();
  }

  @Test
  void commandLinesAreSplitLikeAShellDoes() {
    assertThat(Words.split("a  'b c' \"d \\\" $e\" f\\ g ''"))
        .contains(List.of("a", "b c", "d \" $e", "f g", ""));
    assertThat(Words.split("a 'b")).isEmpty();
  }

  @Test
  void portsComeInManyForms() {
    ComposeApp app =
        Files.app(
            """
            services:
              web:
                image: a
                ports: ["80", "8080:81", "127.0.0.1:8082:82", "8090-8091:90-91", "6060:60/udp", "[::1]:9:9"]
            """);

    assertThat(app.components().getFirst().ports())
        .extracting(p -> p.host().orElse(0) + ">" + p.container() + p.protocol() + p.local())
        .containsExactly(
            "0>80tcpfalse",
            "8080>81tcpfalse",
            "8082>82tcptrue",
            "8090>90tcpfalse",
            "8091>91tcpfalse",
            "6060>60udpfalse",
            "9>9tcptrue");
  }
}
