package io.millrace.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The arrows of docs/architecture.md.
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.millrace");

  @Test
  void arrowsPointDown() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.millrace..")
        .layer("app")
        .definedBy("io.millrace.app..")
        .layer("console")
        .definedBy("io.millrace.console..")
        .layer("flywheel")
        .definedBy("io.millrace.flywheel..")
        .layer("gateway")
        .definedBy("io.millrace.gateway..")
        .layer("provider")
        .definedBy("io.millrace.provider..")
        .layer("store")
        .definedBy("io.millrace.store..")
        .layer("learn")
        .definedBy("io.millrace.learn..")
        .layer("proof")
        .definedBy("io.millrace.proof..")
        .layer("sandbox")
        .definedBy("io.millrace.sandbox..")
        .layer("http")
        .definedBy("io.millrace.http..")
        .layer("model")
        .definedBy("io.millrace.model..")
        .whereLayer("app")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("console")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("flywheel")
        .mayOnlyBeAccessedByLayers("app", "console")
        .whereLayer("gateway")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("provider")
        .mayOnlyBeAccessedByLayers("app", "gateway", "flywheel")
        .whereLayer("store")
        .mayOnlyBeAccessedByLayers("app", "flywheel", "gateway", "provider")
        .whereLayer("learn")
        .mayOnlyBeAccessedByLayers("app", "flywheel", "store", "gateway")
        .whereLayer("proof")
        .mayOnlyBeAccessedByLayers("app", "flywheel")
        .whereLayer("http")
        .mayOnlyBeAccessedByLayers("app", "gateway", "provider", "sandbox")
        .whereLayer("sandbox")
        .mayOnlyBeAccessedByLayers("app")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.millrace.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void statisticsAndVocabularyNeedTheJdkOnly() {
    noClasses()
        .that()
        .resideInAnyPackage("io.millrace.proof..", "io.millrace.model..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("tools.jackson..", "ai.onnxruntime..", "picocli..", "java.nio.file..")
        .check(CLASSES);
  }
}
