package io.bucky.krpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Deadline;
import io.bucky.base.Metrics;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class EnvelopeTest {
  private static final Map<String, BoundMethod<?, ?>> METHODS =
      Map.of(
          "say", new BoundMethod<>(EchoService.SAY, unused(), new Metrics()),
          "mirror", new BoundMethod<>(EchoService.MIRROR, unused(), new Metrics()));

  private final KrpcService service = EchoService.create(new Metrics());

  private static <Q, R> BoundMethod.Work<Q, R> unused() {
    return new BoundMethod.Work.Now<>((_, _) -> Reply.failed("unused"), KrpcCall.Pace.AT_ONCE);
  }

  private static @Nullable BoundMethod<?, ?> method(String name) {
    return METHODS.get(name);
  }

  private String answer(String body) {
    return service.dispatch(body.getBytes(StandardCharsets.UTF_8), origin()).text();
  }

  private static Origin origin() {
    return new Origin("test", Deadline.in(Duration.ofSeconds(5), Time.system()));
  }

  @Property(tries = 2_000)
  void noBytesMakeItThrow(@ForAll @Size(max = 64) byte[] noise) {
    assertThat(service.dispatch(noise, origin()).status()).isIn(200, 400);
  }

  @Property(tries = 2_000)
  void readingStraightAndThroughATreeAgree(@ForAll("nearRequests") String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

    var straight = Envelope.read(bytes, EnvelopeTest::method);
    var plain = Envelope.throughTree(bytes, EnvelopeTest::method);

    assertThat(comparable(straight)).isEqualTo(comparable(plain));
  }

  private static String comparable(Parsed<Envelope> parsed) {
    return switch (parsed) {
      case Parsed.Ok<Envelope>(var envelope) -> envelope.toString();
      case Parsed.Malformed<Envelope> _ -> "malformed";
    };
  }

  @Provide
  Arbitrary<String> nearRequests() {
    Arbitrary<String> methods =
        Arbitraries.of("\"say\"", "\"mirror\"", "\"none\"", "\"\"", "7", "null", "[\"say\"]");
    Arbitrary<String> params =
        Arbitraries.of(
            "{}",
            "{\"text\":\"a\"}",
            "{\"text\":\"a\",\"more\":[1,2]}",
            "{\"text\":\"a\",\"more\":[1,\"x\"]}",
            "{\"text\":\"a\",\"text\":\"b\"}",
            "{\"text\":{}}",
            "{\"text\":\"a\",\"other\":[{}]}",
            "null",
            "[]",
            "\"text\"",
            "{\"text\":");
    Arbitrary<String> sys =
        Arbitraries.of(
            "[7]",
            "[]",
            "null",
            "{}",
            "[-1]",
            "[1.5]",
            "[1e3]",
            "[\"7\"]",
            "[7,null]",
            "[7,\"t\"]",
            "[7,\"t\",\"r\"]",
            "[7,null,\"r\",{\"a\":1}]",
            "[7,8]",
            "[7,\"\",\"\"]",
            "[18446744073709551615]",
            "[18446744073709551616]",
            "[9223372036854775808,null,\"r\"]",
            "[7");
    Arbitrary<String> members =
        Combinators.combine(methods, params, sys, Arbitraries.integers().between(0, 7))
            .as((m, p, s, order) -> {
              String method = "\"method\":" + m;
              String parameters = "\"params\":" + p;
              String tail = "\"sys\":" + s;
              return switch (order) {
                case 0 -> "{" + method + "," + parameters + "," + tail + "}";
                case 1 -> "{" + parameters + "," + method + "," + tail + "}";
                case 2 -> "{" + tail + "," + method + ", \"x\":[{}]," + parameters + "}";
                case 3 -> "{" + method + "," + parameters + "}";
                case 4 -> "{" + method + "," + tail + "}";
                case 5 -> "{" + method + "," + parameters + "," + tail + "} trailing";
                case 6 -> "[" + method + "]";
                default -> "{" + method + "," + method + "," + parameters + "}";
              };
            });
    return members;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "\"say\"",
        "{\"method\":\"nothing\"}",
        "{\"params\":{}}",
        "{\"method\":7,\"params\":{}}",
        "{\"method\":\"nothing\",\"params\":{},\"sys\":7}",
        "{\"method\":\"nothing\",\"params\":{},\"sys\":[]}",
        "{\"method\":\"nothing\",\"params\":{},\"sys\":[-1]}",
        "{\"method\":\"nothing\",\"params\":{},\"sys\":[1.0]}",
        "{\"method\":\"nothing\",\"params\":{},\"sys\":[18446744073709551616]}",
        "{\"method\":\"nothing\",\"params\":{},\"sys\":[1,2]}",
        "{\"method\":\"nothing\",\"params\":{},\"params\":{}}",
        "{\"method\":\"nothing\",\"params\":{}}{}",
      })
  void whatIsNotARequestIsAnswered400(String body) {
    assertThat(service.dispatch(body.getBytes(StandardCharsets.UTF_8), origin()).status())
        .isEqualTo(400);
  }

  @Test
  void otherEncodingsThanUtf8AreRefused() {
    String body = "{\"method\":\"nothing\",\"params\":{}}";
    byte[] overlong = {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'};

    assertThat(service.dispatch(body.getBytes(StandardCharsets.UTF_16LE), origin()).status())
        .isEqualTo(400);
    assertThat(service.dispatch(body.getBytes(StandardCharsets.UTF_16BE), origin()).status())
        .isEqualTo(400);
    assertThat(service.dispatch(overlong, origin()).status()).isEqualTo(400);
  }

  @Test
  void parametersMayComeBeforeTheMethod() {
    assertThat(answer("{\"sys\":[3],\"params\":{\"a\":[1]},\"method\":\"mirror\"}"))
        .isEqualTo("{\"result\":{\"a\":[1]},\"sys\":[3]}");
  }

  @Test
  void parametersThatDoNotFitSayWhatIsWrong() {
    String body = "{\"method\":\"say\",\"params\":{},\"sys\":[1,\"" + EchoService.ALICE + "\"]}";

    assertThat(answer(body)).contains("Parse Request Error: ").contains("text is missing");
  }

  @Test
  void aStrangerLearnsNothingAboutParametersOfAClosedMethod() {
    assertThat(answer("{\"method\":\"say\",\"params\":{},\"sys\":[1]}"))
        .isEqualTo("{\"error\":\"No permission:No session token\",\"sys\":[1]}");
  }

  @Test
  void aBadTokenIsRefusedByAClosedMethodAndIgnoredByAnOpenOne() {
    assertThat(answer("{\"method\":\"say\",\"params\":{\"text\":\"x\"},\"sys\":[1,\"forged\"]}"))
        .contains("Invalid token: unknown key");
    assertThat(
            answer(
                "{\"method\":\"say\",\"params\":{\"text\":\"x\"},\"sys\":[1,\""
                    + EchoService.OLD
                    + "\"]}"))
        .contains("Token expired:at noon");
    assertThat(answer("{\"method\":\"nothing\",\"params\":{},\"sys\":[1,\"forged\"]}"))
        .isEqualTo("{\"result\":null,\"sys\":[1]}");
  }

  @Test
  void aBugInAHandlerIsCountedAndTellsTheCallerNothing() {
    var metrics = new Metrics();

    String text =
        EchoService.create(metrics)
            .dispatch(
                "{\"method\":\"break\",\"params\":{}}".getBytes(StandardCharsets.UTF_8), origin())
            .text();

    assertThat(text).contains("Failed due to reason: ").doesNotContain("secret-detail");
    assertThat(metrics.prometheus())
        .contains("krpc_calls_failed_total{service=\"echo\",method=\"break\"} 1");
  }

  @Test
  void aMissingDependencyIsToldAsAServiceThatIsNotValid() {
    assertThat(answer("{\"method\":\"away\",\"params\":{}}"))
        .contains("Service not valid: system-config does not answer");
  }

  @Property
  void everyErrorTextIsReadBackAsTheSameProblem(@ForAll("problems") Problem problem) {
    assertThat(Problem.read(problem.wire())).isEqualTo(problem);
  }

  @Provide
  Arbitrary<Problem> problems() {
    Arbitrary<String> text = Arbitraries.strings().ascii().ofMaxLength(20);
    return Arbitraries.oneOf(
        text.map(Problem.Reason::new),
        text.map(Problem.UnknownMethod::new),
        text.map(Problem.InvalidToken::new),
        text.map(Problem.BadRequest::new),
        text.map(Problem.TokenExpired::new),
        text.map(Problem.Denied::new),
        text.map(Problem.UserNotFound::new),
        text.map(Problem.KeyMissing::new),
        text.map(Problem.ServiceUnavailable::new),
        Arbitraries.just(new Problem.InvalidPassword()));
  }

  @Property
  void whatAClientWritesAServiceReads(@ForAll String text, @ForAll boolean traced) {
    byte[] body =
        CallBytes.request(
            EchoService.SAY,
            new EchoService.Say(text, Optional.empty()),
            42,
            Optional.of(EchoService.ALICE),
            traced ? Optional.of("tr") : Optional.empty());

    var answer =
        CallBytes.answer(
            EchoService.SAY,
            42,
            service.dispatch(body, origin()).text().getBytes(StandardCharsets.UTF_8));

    boolean lossy =
        !new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text);
    if (!lossy && text.indexOf('\0') < 0) {
      assertThat(answer).isEqualTo(new Answer.Ok<>(new EchoService.Said(text, "alice")));
    }
  }

  @Property
  void noAnswerMakesAClientThrow(@ForAll @Size(max = 48) byte[] noise) {
    Answer<JsonNode> answer = CallBytes.answer(EchoService.MIRROR, 1, noise);

    assertThat(answer).isNotNull();
  }

  @Test
  void anAnswerToAnotherCallIsNotTaken() {
    assertThat(
            CallBytes.answer(
                EchoService.MIRROR,
                2,
                Json.writeBytes(
                    Json.object().put("result", 1).set("sys", Json.tree(new int[] {1})))))
        .isInstanceOf(Answer.Unreachable.class);
  }
}
