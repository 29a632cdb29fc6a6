package io.bucky.krpc.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTargetTest {
  @Test
  void pathAndQueryComeApart() {
    assertThat(RequestTarget.parse("/a/b?q=1?2").orThrow())
        .isEqualTo(new RequestTarget("/a/b", "/a/b", "q=1?2"));
    assertThat(RequestTarget.parse("/").orThrow()).isEqualTo(new RequestTarget("/", "/", ""));
    assertThat(RequestTarget.parse("/a/").orThrow().path()).isEqualTo("/a/");
  }

  @Test
  void aTargetMayNameItsHost() {
    assertThat(RequestTarget.parse("http://home.localhost:3200/healthz?x").orThrow())
        .isEqualTo(new RequestTarget("/healthz", "/healthz", "x"));
  }

  @Test
  void percentSignsAreDecodedOnce() {
    assertThat(RequestTarget.parse("/a%20b/%C3%A4/%252e").orThrow().path())
        .isEqualTo("/a b/\u00e4/%2e");
    assertThat(RequestTarget.parse("/%41").orThrow().path()).isEqualTo("/A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a/b",
        "http://host",
        "://x/y",
        "/a/../b",
        "/a/..",
        "/./a",
        "/%2e%2e/a",
        "/a//b",
        "//a",
        "/a%2fb",
        "/a%00",
        "/a%0ab",
        "/a\\b",
        "/a%5cb",
        "/%",
        "/%4",
        "/%zz",
        "/%ff",
        "/\u00e4%41",
      })
  void whatCouldMeanTwoThingsIsRefused(String target) {
    assertThat(RequestTarget.parse(target)).isInstanceOf(Parsed.Malformed.class);
  }
}
