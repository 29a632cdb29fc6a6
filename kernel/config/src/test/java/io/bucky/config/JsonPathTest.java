package io.bucky.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import io.bucky.json.Json;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPathTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}               | /a/b/c      | 1     | {\"a\":{\"b\":{\"c\":1}}}",
        "{}               | a/b         | 1     | {\"a\":{\"b\":1}}",
        "{}               | // a / b /  | 1     | {\"a\":{\"b\":1}}",
        "{}               | /\"a/b\"/c  | 1     | {\"a/b\":{\"c\":1}}",
        "{}               | /\"a\\\"b\" | 1     | {\"a\\\"b\":1}",
        "{\"a\":1}        | ``          | [2]   | [2]",
        "[1,2]            | /0          | 9     | [9,2]",
        "[1,2]            | /2          | 9     | [1,2,9]",
        "[]               | /0/a        | 9     | [{\"a\":9}]",
        "{\"a\":[{}]}     | /a/0/b      | null  | {\"a\":[{\"b\":null}]}",
        "{\"0\":1}        | /0          | 2     | {\"0\":2}",
        "{\"n\":1.10}     | /x          | 1e400 | {\"n\":1.10,\"x\":1E+400}",
      })
  void setsOneMember(String stored, String path, String value, String expected) {
    assertThat(JsonPath.set(stored, path == null ? "" : path, value))
        .isEqualTo(Parsed.ok(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1}   | /a/b   | is a number",
        "{\"a\":1}   | /a/b/c | is a number",
        "\"text\"    | /a     | is a string",
        "{\"a\":null}| /a/b   | is a null",
        "[1]         | /x     | not an index",
        "[1]         | /-1    | not an index",
        "[1]         | /3     | not an index",
        "[1]         | /01x   | not an index",
        "not json    | /a     | not JSON",
        "``          | /a     | not JSON",
        "{}          | /\"a   | does not close",
      })
  void saysWhatDoesNotFit(String stored, String path, String why) {
    assertThat(JsonPath.set(stored == null ? "" : stored, path, "1"))
        .isInstanceOfSatisfying(Parsed.Malformed.class, m -> assertThat(m.why()).contains(why));
  }

  @Test
  void removesAMember() {
    assertThat(JsonPath.remove("{\"a\":1,\"b\":[1,2]}", "/b/0"))
        .isEqualTo(Parsed.ok("{\"a\":1,\"b\":[2]}"));
    assertThat(JsonPath.remove("{\"a\":1}", "/x/y")).isEqualTo(Parsed.ok("{\"a\":1}"));
    assertThat(JsonPath.remove("{\"a\":1}", "/")).isInstanceOf(Parsed.Malformed.class);
    assertThat(JsonPath.remove("{\"a\":1}", "/a/b")).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void aNumberOfAbsurdSizeIsRefused() {
    assertThat(JsonPath.set("{}", "/a", "5e" + "4".repeat(40)))
        .isEqualTo(Parsed.malformed("a number is out of range"));
    assertThat(JsonPath.set("{}", "/a", "1e400")).isEqualTo(Parsed.ok("{\"a\":1E+400}"));
  }

  @Test
  void aPathTooDeepIsRefused() {
    assertThat(JsonPath.set("{}", "/a".repeat(33), "1")).isInstanceOf(Parsed.Malformed.class);
  }

  @Property
  void nothingMakesItThrow(@ForAll String stored, @ForAll String path, @ForAll String value) {
    assertThat(JsonPath.set(stored, path, value)).isNotNull();
    assertThat(JsonPath.remove(stored, path)).isNotNull();
  }

  @Property
  void whatIsSetIsThere(@ForAll("paths") List<String> path, @ForAll int value) {
    String text = "/" + String.join("/", path);

    String changed = JsonPath.set("{\"other\":true}", text, Integer.toString(value)).orThrow();

    var node = Json.parse(changed).orThrow();
    for (String segment : path) {
      node = node.path(segment);
    }
    assertThat(node.intValue()).isEqualTo(value);
    assertThat(Json.parse(changed).orThrow().path("other").booleanValue()).isTrue();
    assertThat(JsonPath.remove(changed, text)).isInstanceOf(Parsed.Ok.class);
  }

  @Provide
  Arbitrary<List<String>> paths() {
    return Arbitraries.strings()
        .withCharRange('a', 'n')
        .ofMinLength(1)
        .ofMaxLength(6)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }
}
