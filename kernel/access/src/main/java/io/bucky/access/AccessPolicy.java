package io.bucky.access;

import io.bucky.base.Parsed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// A policy as it is written: rules in order, and who belongs to which role.
///
/// Lines are `p, <subject>, <resource pattern>, <action>[|<action>], allow|deny` and `g, <member>,
/// <role>`; blank lines and lines that begin with `#` say nothing.
///
/// @param rules the first one that matches decides
/// @param roles member to roles, as written
public record AccessPolicy(List<Rule> rules, SortedMap<String, Set<String>> roles) {
  static final int CHARS_MAX = 1 << 20;

  public AccessPolicy {
    rules = List.copyOf(rules);
    roles = new TreeMap<>(roles);
  }

  /// @param actions words, or `all`
  public record Rule(String subject, String pattern, Set<String> actions, boolean allow) {
    public Rule {
      actions = Set.copyOf(actions);
    }
  }

  /// Reads a policy; a line that cannot be read makes all of it malformed, since what it forbids
  /// would be allowed.
  public static Parsed<AccessPolicy> parse(String text) {
    if (text.length() > CHARS_MAX) {
      return Parsed.malformed("the policy is longer than " + CHARS_MAX + " characters");
    }
    var rules = new ArrayList<Rule>();
    var roles = new TreeMap<String, Set<String>>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      if (!read(line, rules, roles)) {
        return Parsed.malformed("line %d of the policy: '%s'".formatted(number, line.strip()));
      }
    }
    return Parsed.ok(new AccessPolicy(rules, roles));
  }

  private static boolean read(String line, List<Rule> rules, SortedMap<String, Set<String>> roles) {
    List<String> fields = new ArrayList<>();
    for (String field : line.split(",", -1)) {
      fields.add(field.strip());
    }
    if (fields.stream().anyMatch(String::isEmpty)) {
      return false;
    }
    String kind = fields.getFirst();
    if (kind.equals("g") && fields.size() == 3) {
      roles.computeIfAbsent(fields.get(1), _ -> new TreeSet<>()).add(fields.get(2));
      return true;
    }
    String effect = fields.size() == 5 ? fields.get(4) : "";
    if (!kind.equals("p") || !(effect.equals("allow") || effect.equals("deny"))) {
      return false;
    }
    Set<String> actions = Set.copyOf(List.of(fields.get(3).split("\\|", -1)));
    rules.add(new Rule(fields.get(1), fields.get(2), actions, effect.equals("allow")));
    return true;
  }

  /// The built-in policy followed by `tail`, the text at `system/rbac/policy`.
  public static Parsed<AccessPolicy> withTail(String tail) {
    return parse(standardText() + "\n" + tail);
  }

  /// The built-in policy: what kernel services, machines, users and apps may do.
  public static String standardText() {
    try (InputStream in =
        Objects.requireNonNull(
            AccessPolicy.class.getResourceAsStream("standard.policy"), "standard policy")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
