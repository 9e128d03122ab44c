package io.quorate.sim.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

/** What the architecture page says about who may know whom, and what the engine may not touch. */
class ArchitectureTest {
  private static final JavaClasses ALL = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .withImportOption(location -> !location.contains("/codec/wire/"))
      .importPackages("io.quorate");

  private static final String[] API = {"io.quorate", "io.quorate.config", "io.quorate.spi"};

  @Test
  void theApiKnowsTheJdkAlone() {
    classes()
        .that()
        .resideInAnyPackage(API)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.quorate", "io.quorate.config", "io.quorate.spi", "java..")
        .check(ALL);
  }

  @Test
  void theEngineKnowsNoBackendAndNoSimulator() {
    noClasses()
        .that()
        .resideInAPackage("io.quorate.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quorate.wal..",
            "io.quorate.transport..",
            "io.quorate.discovery..",
            "io.quorate.metrics..",
            "io.micrometer..",
            "io.quorate.sim..",
            "io.quorate.cli..")
        .check(ALL);
  }

  @Test
  void backendsDoNotKnowTheEngine() {
    noClasses()
        .that()
        .resideInAnyPackage("io.quorate.wal..", "io.quorate.transport..", "io.quorate.discovery..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.quorate.engine..")
        .check(ALL);
  }

  @Test
  void theCoreKnowsNoThreadFileOrLogger() {
    noClasses()
        .that()
        .resideInAPackage("io.quorate.engine.raft..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..", "java.nio.file..", "java.util.concurrent..", "org.slf4j..", "com.google..")
        .check(ALL);
  }

  @Test
  void theLayersOfTheEngineDependDownwards() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.quorate.engine.raft..", "io.quorate.engine.system..", "io.quorate.engine.codec..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quorate.engine.node..",
            "io.quorate.engine.boot..",
            "io.quorate.engine.production..")
        .check(ALL);
  }

  @Test
  void packagesOfTheEngineAreFreeOfCycles() {
    slices().matching("io.quorate.engine.(*)..").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void theEngineHasNoStaticState() {
    fields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage("io.quorate.engine..")
        .and()
        .areStatic()
        .should()
        .beFinal()
        .check(ALL);
  }

  @Test
  void nothingInTheEngineDependsOnIdentityHashes() {
    classes()
        .that()
        .resideInAPackage("io.quorate.engine..")
        .should(notCallObjectHashCode())
        .check(ALL);
  }

  /**
   * {@code Object.hashCode} differs from run to run; a class that overrides it is called by its own
   * method.
   */
  private static ArchCondition<JavaClass> notCallObjectHashCode() {
    return new ArchCondition<>("not call Object.hashCode or System.identityHashCode") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (JavaCall<?> call : item.getMethodCallsFromSelf()) {
          String target =
              call.getTargetOwner().getName() + "." + call.getTarget().getName();
          if (target.equals("java.lang.Object.hashCode")
              || target.equals("java.lang.System.identityHashCode")) {
            events.add(SimpleConditionEvent.violated(item, call.getDescription()));
          }
        }
      }
    };
  }
}
