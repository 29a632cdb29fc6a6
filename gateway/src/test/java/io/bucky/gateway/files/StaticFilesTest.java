package io.bucky.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.Time;
import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.Head;
import io.bucky.gateway.http.HeadParser;
import io.bucky.gateway.http.ParseResult;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaticFilesTest {
  @TempDir Path root;
  private final StaticFiles files = new StaticFiles(Time.system());

  @BeforeEach
  void write() throws IOException {
    Files.writeString(root.resolve("ten.txt"), "0123456789");
    Files.writeString(root.resolve("app.js"), "let plain;");
    Files.writeString(root.resolve("app.js.br"), "BROTLI");
    Files.writeString(root.resolve("app.js.gz"), "GZIPPED");
    Files.write(root.resolve("large.bin"), new byte[100_000]);
  }

  @AfterEach
  void close() {
    files.close();
  }

  private Answer get(String name, String... fields) {
    var head = new Head();
    String request =
        "GET /"
            + name
            + " HTTP/1.1\r\nHost: a\r\n"
            + String.join("\r\n", fields)
            + (fields.length == 0 ? "" : "\r\n")
            + "\r\n";
    var bytes = Unpooled.wrappedBuffer(request.getBytes(StandardCharsets.US_ASCII));
    assertThat(HeadParser.request(bytes, head)).isEqualTo(ParseResult.COMPLETE);
    return files.answer(root, name, head, List.of()).orElseThrow();
  }

  private static String text(Answer answer) {
    return answer.body() instanceof Answer.Body.Whole(var bytes)
        ? new String(bytes, StandardCharsets.UTF_8)
        : "";
  }

  private static Optional<String> field(Answer answer, String name) {
    int at = answer.fields().indexOf(name);
    return at < 0 ? Optional.empty() : Optional.of(answer.fields().get(at + 1));
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, 206, 0123, bytes 0-3/10",
    "bytes=7-, 206, 789, bytes 7-9/10",
    "bytes=-2, 206, 89, bytes 8-9/10",
    "bytes=5-100, 206, 56789, bytes 5-9/10",
    "bytes=0-0, 206, 0, bytes 0-0/10",
    "bytes=-100, 206, 0123456789, bytes 0-9/10",
    "bytes=3-1, 200, 0123456789, ",
    "items=0-1, 200, 0123456789, ",
    "'bytes=0-1,3-4', 200, 0123456789, ",
    "bytes=x-y, 200, 0123456789, "
  })
  void rangesAreServed(String range, int status, String body, String contentRange) {
    Answer answer = get("ten.txt", "Range: " + range);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(text(answer)).isEqualTo(body);
    assertThat(field(answer, "Content-Range")).isEqualTo(Optional.ofNullable(contentRange));
  }

  @Test
  void aRangeOutsideIsRefused() {
    Answer answer = get("ten.txt", "Range: bytes=10-");

    assertThat(answer.status()).isEqualTo(416);
    assertThat(field(answer, "Content-Range")).hasValue("bytes */10");
  }

  @Test
  void whatTheClientHasIsNotSentAgain() {
    Answer first = get("ten.txt");
    String etag = field(first, "ETag").orElseThrow();
    String date = field(first, "Last-Modified").orElseThrow();

    assertThat(get("ten.txt", "If-None-Match: " + etag).status()).isEqualTo(304);
    assertThat(get("ten.txt", "If-None-Match: \"other\"").status()).isEqualTo(200);
    assertThat(get("ten.txt", "If-Modified-Since: " + date).status()).isEqualTo(304);
    assertThat(get("ten.txt", "If-Modified-Since: nonsense").status()).isEqualTo(200);
    assertThat(get("ten.txt", "Range: bytes=0-1", "If-Range: " + etag).status()).isEqualTo(206);
    assertThat(get("ten.txt", "Range: bytes=0-1", "If-Range: \"old\"").status()).isEqualTo(200);
  }

  @Test
  void aCompressedSiblingIsSentToThoseWhoTakeIt() {
    assertThat(text(get("app.js"))).isEqualTo("let plain;");
    Answer brotli = get("app.js", "Accept-Encoding: gzip, deflate, br");
    assertThat(text(brotli)).isEqualTo("BROTLI");
    assertThat(field(brotli, "Content-Encoding")).hasValue("br");
    assertThat(field(brotli, "Content-Type")).hasValue("text/javascript; charset=utf-8");
    assertThat(text(get("app.js", "Accept-Encoding: gzip"))).isEqualTo("GZIPPED");
  }

  @Test
  void aNameThatNoFileCanHaveIsNotFound() {
    assertThat(files.answer(root, "a\0b", new Head(), List.of())).isEmpty();
  }

  @Test
  void aLargeFileIsSentFromItsDescriptor() {
    Answer answer = get("large.bin", "Range: bytes=10-99999");

    assertThat(answer.body()).isInstanceOf(Answer.Body.Slice.class);
    var slice = (Answer.Body.Slice) answer.body();
    assertThat(slice.from()).isEqualTo(10);
    assertThat(slice.length()).isEqualTo(99_990);
    slice.file().release();
  }
}
