package io.bucky.gateway.files;

import io.bucky.base.Time;
import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.FieldKind;
import io.bucky.gateway.http.Head;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers GET and HEAD for files below a root (RFC 9110: validators, ranges; RFC 9111: freshness).
///
/// Beside `x.js` a file `x.js.br` or `x.js.gz` is sent to those who take it. Any thread.
public final class StaticFiles implements AutoCloseable {
  private static final String INDEX = "index.html";

  private final FileCache cache;

  public StaticFiles(Time time) {
    this.cache = new FileCache(time);
  }

  /// The file that `relative` names below `root`, as an answer to the request; empty when there is
  /// none.
  ///
  /// @param relative from [UrlPath]
  /// @param fields more fields of the answer
  public Optional<Answer> answer(Path root, String relative, Head request, List<String> fields) {
    String name = relative.isEmpty() || relative.endsWith("/") ? relative + INDEX : relative;
    Path path;
    try {
      path = root.resolve(name);
    } catch (InvalidPathException e) {
      return Optional.empty(); // no file of this machine can have such a name
    }
    Optional<OpenFile> whole = cache.open(root, path);
    if (whole.isEmpty()) {
      return Optional.empty();
    }
    String range = request.first(FieldKind.RANGE);
    Optional<Encoded> encoded = range.isEmpty() ? encoded(root, path, request) : Optional.empty();
    encoded.ifPresent(_ -> whole.get().release());
    OpenFile file = encoded.map(Encoded::file).orElseGet(whole::get);
    var all = new ArrayList<String>(fields);
    all.addAll(List.of("Content-Type", ContentTypes.of(name)));
    all.addAll(List.of("ETag", file.etag(), "Last-Modified", file.lastModified()));
    all.addAll(List.of("X-Content-Type-Options", "nosniff", "Accept-Ranges", "bytes"));
    all.addAll(List.of("Vary", "Accept-Encoding"));
    encoded.ifPresent(e -> all.addAll(List.of("Content-Encoding", e.coding())));
    return Optional.of(conditional(file, request, range, all));
  }

  private Optional<Encoded> encoded(Path root, Path path, Head request) {
    String accepted = request.first(FieldKind.ACCEPT_ENCODING);
    if (accepted.contains("br")) {
      Optional<OpenFile> brotli = cache.open(root, path.resolveSibling(path.getFileName() + ".br"));
      if (brotli.isPresent()) {
        return brotli.map(file -> new Encoded(file, "br"));
      }
    }
    return accepted.contains("gzip")
        ? cache
            .open(root, path.resolveSibling(path.getFileName() + ".gz"))
            .map(file -> new Encoded(file, "gzip"))
        : Optional.empty();
  }

  private static Answer conditional(
      OpenFile file, Head request, String range, List<String> fields) {
    if (isUnchanged(file, request)) {
      file.release();
      return new Answer(304, fields, new Answer.Body.Whole(new byte[0]));
    }
    boolean ranged = !range.isEmpty() && rangeStillMeant(file, request);
    ByteRange part = ranged ? ByteRange.of(range, file.length()) : new ByteRange.Whole();
    return switch (part) {
      case ByteRange.Whole _ -> new Answer(200, fields, body(file, 0, file.length()));
      case ByteRange.Part(long from, long length) ->
          new Answer(206, fields, body(file, from, length))
              .with(
                  "Content-Range",
                  "bytes " + from + "-" + (from + length - 1) + "/" + file.length());
      case ByteRange.Outside _ -> {
        file.release();
        yield Answer.text(416, "The file has " + file.length() + " bytes.\n")
            .with("Content-Range", "bytes */" + file.length());
      }
    };
  }

  private static Answer.Body body(OpenFile file, long from, long length) {
    if (file.content().isEmpty()) {
      return new Answer.Body.Slice(file, from, length);
    }
    byte[] content = file.content().get();
    file.release();
    boolean all = from == 0 && length == content.length;
    return new Answer.Body.Whole(
        all ? content : java.util.Arrays.copyOfRange(content, (int) from, (int) (from + length)));
  }

  private static boolean isUnchanged(OpenFile file, Head request) {
    int match = request.find(FieldKind.IF_NONE_MATCH);
    if (match >= 0) {
      String tags = request.value(match);
      return tags.equals("*") || tags.contains(file.etag());
    }
    int since = request.find(FieldKind.IF_MODIFIED_SINCE);
    return since >= 0
        && httpDate(request.value(since))
            .filter(date -> file.modified().getEpochSecond() <= date.getEpochSecond())
            .isPresent();
  }

  private static boolean rangeStillMeant(OpenFile file, Head request) {
    int field = request.find(FieldKind.IF_RANGE);
    if (field < 0) {
      return true;
    }
    String value = request.value(field);
    return value.startsWith("\"")
        ? value.equals(file.etag())
        : httpDate(value)
            .filter(date -> file.modified().getEpochSecond() == date.getEpochSecond())
            .isPresent();
  }

  private static Optional<Instant> httpDate(String text) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    cache.close();
  }

  private record Encoded(OpenFile file, String coding) {}
}
