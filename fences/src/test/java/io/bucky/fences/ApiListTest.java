package io.bucky.fences;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/// The list of classes from which the API pages are made is a hand-written one.
@AnalyzeClasses(packages = "io.bucky", importOptions = ImportOption.DoNotIncludeTests.class)
class ApiListTest {
  private static final String PAGES = "io.bucky.services.ApiPages";

  @ArchTest
  static final ArchRule everyDeclaredMethodHasItsPage =
      classes()
          .that(declareMethods())
          .should(beNamedByThePages())
          .because("a page that leaves a method out says that there is none");

  private static DescribedPredicate<JavaClass> declareMethods() {
    return DescribedPredicate.describe(
        "declare kRPC methods",
        type ->
            type.getFields().stream()
                .anyMatch(field ->
                    field.getModifiers().contains(JavaModifier.STATIC)
                        && field.getModifiers().contains(JavaModifier.PUBLIC)
                        && field.getRawType().getName().equals("io.bucky.krpc.Method")));
  }

  private static ArchCondition<JavaClass> beNamedByThePages() {
    return new ArchCondition<>("be named by " + PAGES) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean named =
            type.getDirectDependenciesToSelf().stream()
                .anyMatch(dependency -> dependency.getOriginClass().getName().equals(PAGES));
        if (!named) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + " is not in " + PAGES));
        }
      }
    };
  }
}
