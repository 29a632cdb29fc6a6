package io.bucky.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.aviator.runtime.function.FunctionUtils;
import com.googlecode.aviator.runtime.type.AviatorObject;
import com.googlecode.aviator.runtime.type.AviatorString;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;
import org.casbin.jcasbin.util.function.CustomFunction;

/// Our decisions against those of jCasbin under the model that the zone's policy was written for.
class CasbinOracleTest {
  private static final String MODEL =
      """
      [request_definition]
      r = sub, obj, act

      [policy_definition]
      p = sub, obj, act, eft

      [role_definition]
      g = _, _

      [policy_effect]
      e = priority(p.eft) || deny

      [matchers]
      m = (g(r.sub, p.sub) || r.sub == p.sub) && captured(r.obj, p.obj, p.sub, r.sub) && keyMatch3(r.obj, p.obj) && (p.act == "all" || regexMatch(r.act, p.act))
      """;

  @Property(tries = 400)
  void decidesAsCasbinDoes(
      @ForAll("policies") List<String> lines,
      @ForAll("subjects") String subject,
      @ForAll("resources") String resource,
      @ForAll("actions") String action) {
    var oracle = oracle(lines);

    String text = String.join("\n", lines) + "\np, anyone, obj://*, all, allow\n";
    var ours = new io.bucky.access.Enforcer(AccessPolicy.parse(text).orThrow());

    boolean expected = oracle.enforce(subject, resource, action);
    assertThat(ours.allows("anyone", subject, resource, action, false)).isEqualTo(expected);
    assertThat(
            new io.bucky.access.Enforcer(AccessPolicy.parse(text).orThrow())
                .allows(subject, "anyone", resource, action, false))
        .isEqualTo(expected);
  }

  @Provide
  Arbitrary<List<String>> policies() {
    Arbitrary<String> rule =
        Combinators.combine(
                Arbitraries.of("ann", "bob", "r1", "r2"),
                patterns(),
                Arbitraries.of("read", "write", "read|write", "all"),
                Arbitraries.of("allow", "allow", "deny"))
            .as((sub, obj, act, eft) -> String.join(", ", "p", sub, obj, act, eft));
    Arbitrary<String> member =
        Combinators.combine(Arbitraries.of("ann", "bob", "r1"), Arbitraries.of("r1", "r2"))
            .filter((who, role) -> !who.equals(role))
            .as((who, role) -> "g, " + who + ", " + role);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, rule), net.jqwik.api.Tuple.of(1, member))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  private static Arbitrary<String> patterns() {
    return Arbitraries.of("a", "b", "ann", "{x}", "{ann}", "{r1}", "{r2}", "pre{r1}", "*", "x*")
        .filter(part -> !part.equals("x*"))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(parts -> "obj://" + String.join("/", parts));
  }

  @Provide
  Arbitrary<String> subjects() {
    return Arbitraries.of("ann", "bob", "carl");
  }

  @Provide
  Arbitrary<String> resources() {
    return Arbitraries.of("a", "b", "ann", "bob", "prebob", "")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(parts -> "obj://" + String.join("/", parts));
  }

  @Provide
  Arbitrary<String> actions() {
    return Arbitraries.of("read", "write", "list");
  }

  private static Enforcer oracle(List<String> lines) {
    var model = new Model();
    model.loadModelFromText(MODEL);
    var oracle = new Enforcer(model);
    oracle.enableLog(false);
    oracle.addFunction("captured", new Captured());
    for (String line : lines) {
      String[] fields = line.split(", ");
      String[] rest = java.util.Arrays.copyOfRange(fields, 1, fields.length);
      if (fields[0].equals("p")) {
        oracle.addPolicy(rest);
      } else {
        oracle.addGroupingPolicy(rest);
      }
    }
    return oracle;
  }

  /// `keyGet3(object, pattern, name)` is empty or the subject.
  private static final class Captured extends CustomFunction {
    @Override
    public String getName() {
      return "captured";
    }

    @Override
    public AviatorObject call(
        Map<String, Object> env,
        AviatorObject object,
        AviatorObject pattern,
        AviatorObject name,
        AviatorObject subject) {
      String got =
          keyGet3(
              FunctionUtils.getStringValue(object, env),
              FunctionUtils.getStringValue(pattern, env),
              FunctionUtils.getStringValue(name, env));
      boolean right = got.isEmpty() || got.equals(FunctionUtils.getStringValue(subject, env));
      return com.googlecode.aviator.runtime.type.AviatorBoolean.valueOf(right);
    }

    @Override
    public AviatorObject call(Map<String, Object> env, AviatorObject one) {
      return new AviatorString("");
    }

    /// As Casbin defines it: the text that `{name}` stands for, or nothing.
    private static String keyGet3(String object, String pattern, String name) {
      String text = pattern.replace("/*", "/.*");
      Matcher placeholder = Pattern.compile("\\{[^/]+?\\}").matcher(text);
      int index = 0;
      int wanted = 0;
      while (placeholder.find()) {
        index++;
        if (wanted == 0 && placeholder.group().equals("{" + name + "}")) {
          wanted = index;
        }
      }
      Matcher matcher =
          Pattern.compile("^" + text.replaceAll("\\{[^/]+?\\}", "([^/]+?)") + "$").matcher(object);
      return wanted > 0 && matcher.matches() ? matcher.group(wanted) : "";
    }
  }
}
