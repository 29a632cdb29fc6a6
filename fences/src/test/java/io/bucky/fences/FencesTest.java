package io.bucky.fences;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.NullMarked;

/// What nobody may call, and how everything is declared. An exemption is one name with a reason.
@AnalyzeClasses(packages = "io.bucky", importOptions = ImportOption.DoNotIncludeTests.class)
class FencesTest {
  @ArchTest
  static final ArchRule onlyTheClockAsksForTheTime =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.bucky.base.SystemTime")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", java.time.Duration.class)
          .because("io.bucky.base.Time is what tests and the simulator own");

  @ArchTest
  static final ArchRule nobodyPrintsButTheCommand =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.bucky.cli..")
          .and(
              DescribedPredicate.not(
                  namedOneOf(
                      // the sink of last resort of the event log
                      "io.bucky.base.EventLoggers",
                      "io.bucky.base.EventFile",
                      // a build-time generator that reports to the person who runs it
                      "io.bucky.services.ApiPages",
                      // the last words of a program that cannot start, for who started it
                      "io.bucky.gateway.GatewayMain",
                      "io.bucky.services.ServicesMain",
                      "io.bucky.node.NodeMain")))
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .because("daemons speak through io.bucky.base.Log");

  @ArchTest
  static final ArchRule nobodyThrowsGenericExceptions =
      noClasses()
          .should()
          .callConstructorWhere(ofABareException())
          .because("a caller can answer only a failure that has a name");

  @ArchTest
  static final ArchRule staticsAreConstants =
      fields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat()
          .areNotEnums()
          .should()
          .beFinal()
          .because("two zones must fit into one process");

  @ArchTest
  static final ArchRule packagesSayWhoMayCallThem = classes().should(beInNullMarkedPackages());

  /// `new RuntimeException(...)`, but not the `super(...)` of an exception with a name.
  private static DescribedPredicate<JavaConstructorCall> ofABareException() {
    var bare =
        Set.of(
            "java.lang.Exception",
            "java.lang.RuntimeException",
            "java.lang.Throwable",
            "java.lang.Error");
    return DescribedPredicate.describe(
        "makes an exception without a name",
        call ->
            bare.contains(call.getTargetOwner().getFullName())
                && !call.getOriginOwner().isAssignableTo(Throwable.class));
  }

  private static DescribedPredicate<JavaClass> namedOneOf(String... names) {
    var allowed = Set.of(names);
    return DescribedPredicate.describe(
        "exempt by name", type -> allowed.contains(outermost(type).getFullName()));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(FencesTest::outermost).orElse(type);
  }

  private static ArchCondition<JavaClass> beInNullMarkedPackages() {
    var reported = ConcurrentHashMap.<String>newKeySet();
    return new ArchCondition<>("be in a package with a null-marked package-info") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (type.getModifiers().contains(JavaModifier.SYNTHETIC)) {
          return;
        }
        String name = type.getPackageName();
        if (!type.getPackage().isAnnotatedWith(NullMarked.class) && reported.add(name)) {
          events.add(
              SimpleConditionEvent.violated(type, name + " has no null-marked package-info"));
        }
      }
    };
  }
}
