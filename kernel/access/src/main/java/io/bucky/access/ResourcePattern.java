package io.bucky.access;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A pattern over resource names: `{name}` stands for one segment, `*` after `/` for anything,
/// further slashes included; all else is literal.
///
/// Equals Casbin's `keyMatch3` and `keyGet3` on names without regular-expression characters.
sealed interface ResourcePattern {
  /// True if the pattern covers `resource` and the placeholder of the given name, when the pattern
  /// has one, stands for `subject`.
  boolean covers(String resource, String subject);

  /// @param own the placeholder that must stand for the caller: the role of the policy line
  static ResourcePattern compile(String pattern, String own) {
    String[] parts = pattern.split("/", -1);
    var segments = new ArrayList<Segment>();
    boolean open = false;
    boolean ownSeen = false;
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      boolean last = i == parts.length - 1;
      if (part.equals("*") && i > 0 && last) {
        open = true;
      } else if (isPlaceholder(part)) {
        boolean isOwn = !ownSeen && part.equals("{" + own + "}");
        ownSeen |= isOwn;
        segments.add(isOwn ? Segment.OWN : Segment.ANY);
      } else if (part.indexOf('{') < 0 && part.indexOf('*') < 0) {
        segments.add(new Segment(Segment.Kind.LITERAL, part));
      } else {
        return Expression.compile(pattern, own);
      }
    }
    return new Segments(List.copyOf(segments), open);
  }

  private static boolean isPlaceholder(String part) {
    return part.length() > 2
        && part.charAt(0) == '{'
        && part.indexOf('}') == part.length() - 1
        && part.indexOf('{', 1) < 0;
  }

  /// One part between slashes.
  record Segment(Kind kind, String text) {
    enum Kind {
      LITERAL,
      ANY,
      OWN
    }

    static final Segment ANY = new Segment(Kind.ANY, "");
    static final Segment OWN = new Segment(Kind.OWN, "");
  }

  /// The common form: whole segments, and perhaps an open end. Decides without allocating.
  record Segments(List<Segment> segments, boolean open) implements ResourcePattern {
    @Override
    public boolean covers(String resource, String subject) {
      int at = 0;
      int count = segments.size();
      for (int i = 0; i < count; i++) {
        int slash = resource.indexOf('/', at);
        boolean lastOfAll = i == count - 1 && !open;
        if ((slash < 0) != lastOfAll) {
          return false;
        }
        int end = slash < 0 ? resource.length() : slash;
        if (!fits(segments.get(i), resource, at, end - at, subject)) {
          return false;
        }
        at = end + 1;
      }
      return true;
    }

    private static boolean fits(
        Segment segment, String resource, int at, int length, String subject) {
      return switch (segment.kind) {
        case LITERAL -> segment.text.length() == length && resource.startsWith(segment.text, at);
        case ANY -> length > 0;
        case OWN -> subject.length() == length && resource.startsWith(subject, at);
      };
    }
  }

  /// Everything else: `*` in the middle, or a placeholder beside other text.
  record Expression(Pattern expression, boolean own) implements ResourcePattern {
    private static final Pattern TOKEN = Pattern.compile("\\{[^/}]+\\}|(?<=/)\\*");

    static Expression compile(String pattern, String own) {
      var expression = new StringBuilder();
      boolean ownSeen = false;
      Matcher token = TOKEN.matcher(pattern);
      int at = 0;
      while (token.find()) {
        expression.append(Pattern.quote(pattern.substring(at, token.start())));
        boolean isOwn = !ownSeen && token.group().equals("{" + own + "}");
        ownSeen |= isOwn;
        expression.append(token.group().equals("*") ? ".*" : isOwn ? "([^/]+)" : "[^/]+");
        at = token.end();
      }
      expression.append(Pattern.quote(pattern.substring(at)));
      return new Expression(Pattern.compile(expression.toString(), Pattern.DOTALL), ownSeen);
    }

    @Override
    public boolean covers(String resource, String subject) {
      Matcher matcher = expression.matcher(resource);
      return matcher.matches() && (!own || matcher.group(1).equals(subject));
    }
  }
}
