package io.bucky.fences;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which module may know which: ARCHITECTURE.md, "Modules".
@AnalyzeClasses(packages = "io.bucky", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  /// The kernel from the ground up: a module may use those before it.
  private static final List<String> KERNEL =
      List.of(
          "base",
          "json",
          "identity",
          "naming",
          "krpc",
          "access",
          "config",
          "zone",
          "api",
          "containers");

  /// One module each; they meet through kRPC and the configuration only.
  private static final List<String> SERVICES =
      List.of("systemconfig", "verifyhub", "scheduler", "taskmanager", "controlpanel");

  /// `services` is the program that hosts the services.
  private static final List<String> PROGRAMS = List.of("services", "node", "gateway", "cli");

  @ArchTest
  static final ArchRule importsGoDownOnly =
      classes().should(useOnlyModulesBelow()).because("what is below can be understood alone");

  @ArchTest
  static final ArchRule everyModuleHasItsPlace =
      classes()
          .should()
          .resideInAnyPackage(
              concat(KERNEL, SERVICES, PROGRAMS).stream()
                  .map(LayersTest::packages)
                  .toArray(String[]::new))
          .because("a new module is placed here and in ARCHITECTURE.md first");

  @ArchTest
  static final ArchRule nettyStaysInTheShells =
      library("io.netty..", "io.bucky.gateway..", "io.bucky.krpc.http..")
          .because("event loops are for bytes, virtual threads for logic");

  @ArchTest
  static final ArchRule cryptographyFromOutsideIsUsedInTwoPlaces =
      library("org.bouncycastle..", "io.bucky.identity..", "io.bucky.gateway.tls..")
          .because("the JDK has the rest");

  @ArchTest static final ArchRule dnsIsAskedByNaming = library("org.xbill..", "io.bucky.naming..");

  @ArchTest
  static final ArchRule yamlIsReadByContainers =
      library("org.snakeyaml..", "io.bucky.containers.compose..");

  @ArchTest
  static final ArchRule theCommandLineIsParsedByTheCommand = library("picocli..", "io.bucky.cli..");

  @ArchTest
  static final ArchRule theServerOfTheJdkIsForTheActivationPage =
      library("com.sun.net.httpserver..", "io.bucky.node..");

  private static ClassesShouldConjunction library(String library, String... users) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(users)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  /// The modules that the classes of a module may use, besides their own.
  private static List<String> below(String module) {
    int place = KERNEL.indexOf(module);
    if (place >= 0) {
      return KERNEL.subList(0, place);
    }
    return module.equals("services") ? concat(KERNEL, SERVICES) : KERNEL;
  }

  private static ArchCondition<JavaClass> useOnlyModulesBelow() {
    return new ArchCondition<>("use only modules below their own") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Optional<String> own = module(type);
        if (own.isEmpty()) {
          return;
        }
        List<String> allowed = below(own.get());
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          Optional<String> used = module(dependency.getTargetClass());
          if (used.isPresent() && !used.equals(own) && !allowed.contains(used.get())) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  /// `config` for `io.bucky.config.embedded.Log`; empty for a class that is not ours.
  private static Optional<String> module(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith("io.bucky.")) {
      return Optional.empty();
    }
    String rest = name.substring("io.bucky.".length());
    int dot = rest.indexOf('.');
    return Optional.of(dot < 0 ? rest : rest.substring(0, dot));
  }

  private static String packages(String module) {
    return "io.bucky." + module + "..";
  }

  @SafeVarargs
  private static List<String> concat(List<String>... lists) {
    var all = new ArrayList<String>();
    for (List<String> list : lists) {
      all.addAll(list);
    }
    return all;
  }
}
