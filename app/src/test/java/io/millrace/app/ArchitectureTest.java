package io.millrace.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The arrows of docs/architecture.md.
final class ArchitectureTest {
  private static final String ROOT = "io.millrace.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.millrace");

  /// Who may use each module; every module is here but the vocabulary, which everybody may use.
  private static final Map<String, List<String>> USERS =
      Map.of(
          "app", List.of(),
          "console", List.of("app"),
          "flywheel", List.of("app", "console"),
          "gateway", List.of("app"),
          "provider", List.of("app", "gateway", "flywheel"),
          "store", List.of("app", "flywheel", "gateway", "provider"),
          "learn", List.of("app", "flywheel", "store", "gateway"),
          "proof", List.of("app", "flywheel"),
          "http", List.of("app", "gateway", "provider", "sandbox"),
          "sandbox", List.of("app"));

  @Test
  void arrowsPointDown() {
    USERS.forEach((module, users) -> {
      String[] packages =
          Stream.concat(Stream.of(module), users.stream())
              .map(name -> ROOT + name + "..")
              .toArray(String[]::new);
      classes()
          .that()
          .resideInAPackage(ROOT + module + "..")
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAnyPackage(packages)
          .check(CLASSES);
    });
    Set<String> all = new TreeSet<>(USERS.keySet());
    all.add("model");
    assertThat(uses().keySet()).isEqualTo(all);
  }

  @Test
  void modulesHaveNoCycles() {
    Map<String, Set<String>> left = uses();
    boolean found = true;
    while (found) {
      found = left.values().removeIf(used -> used.stream().noneMatch(left::containsKey));
    }
    assertThat(left).as("modules on a cycle, or that use one").isEmpty();
  }

  /// The modules that each module uses.
  private static Map<String, Set<String>> uses() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass each : CLASSES) {
      Set<String> used = uses.computeIfAbsent(module(each), _ -> new TreeSet<>());
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith(ROOT) && !module(target).equals(module(each))) {
          used.add(module(target));
        }
      }
    }
    return uses;
  }

  private static String module(JavaClass each) {
    return each.getPackageName().substring(ROOT.length()).split("\\.", -1)[0];
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
