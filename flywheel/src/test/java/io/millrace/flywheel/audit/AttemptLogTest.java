package io.millrace.flywheel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learn.template.MessagePattern;
import io.millrace.learn.template.Part;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AttemptLogTest {
  @TempDir Path folder;

  @Test
  void theFirstAttemptIsNumberOne() {
    assertThat(log().next(List.of("s1"), rows("a", 100))).isEqualTo(1);
  }

  @Test
  void anAttemptIsRememberedByANewProcess() {
    log().record(List.of("s1"), "hash", rows("a", 100));
    assertThat(log().next(List.of("s1"), rows("b", 100))).isEqualTo(2);
  }

  @Test
  void attemptsOfAnotherRecordAreTakenOverOnce() {
    var user = new MessagePattern("user", List.of(new Part.Input()));
    var template =
        new ScenarioTemplate("s1", "name", List.of(new TemplateVersion(List.of(user), false)));
    log().takeOver(template, "audited", 2);
    log().takeOver(template, "audited", 2);
    assertThat(log().next(List.of("s1"), rows("a", 100))).isEqualTo(3);
    log().record(List.of("s1"), "own", rows("a", 100));
    log().takeOver(template, "audited again", 1);
    assertThat(log().next(List.of("s1"), rows("b", 100))).isEqualTo(5);
  }

  @Test
  void theSameDataCountUnderAnotherScenario() {
    log().record(List.of("s1"), "hash", rows("a", 100));
    assertThat(log().next(List.of("s2"), rows("a", 100))).isEqualTo(2);
  }

  @Test
  void dataThatGrewByAFewLinesAreStillTheSame() {
    log().record(List.of("s1"), "hash", rows("a", 100));
    assertThat(log().next(List.of("s2"), rows("a", 110))).isEqualTo(2);
  }

  @Test
  void otherDataOfAnotherScenarioAreUntouched() {
    log().record(List.of("s1"), "hash", rows("a", 100));
    assertThat(log().next(List.of("s2"), rows("b", 100))).isEqualTo(1);
  }

  @Test
  void aScenarioIsTheSameByAnyOfItsWordings() {
    log().record(List.of("v1", "v2"), "hash", rows("a", 100));
    assertThat(log().next(List.of("v2", "v3"), rows("b", 100))).isEqualTo(2);
  }

  @Test
  void aQuestionThatTwoJobsShareIsNotTheSameData() {
    log().record(List.of("s1"), "hash", rows("a", 100));
    List<String> others = new java.util.ArrayList<>(rows("b", 100));
    others.add(rows("a", 1).getFirst());
    assertThat(log().next(List.of("s2"), others)).isEqualTo(1);
  }

  @Test
  void everyAttemptCounts() {
    AttemptLog log = log();
    for (int i = 0; i < 3; i++) {
      log.record(List.of("s1"), "hash" + i, rows("a" + i, 10));
    }
    assertThat(log().next(List.of("s1"), rows("z", 10))).isEqualTo(4);
  }

  @Test
  void aDamagedFileIsAnErrorAndNotAFreshStart() throws IOException {
    Files.writeString(folder.resolve("attempts.json"), "{\"version\":1,\"attem");
    assertThatThrownBy(this::log)
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("attempts.json")
        .hasMessageContaining("restore it");
  }

  @Test
  void anAttemptThatCannotBeRecordedStopsTheAudit() throws IOException {
    AttemptLog log = AttemptLog.open(folder.resolve("file").resolve("attempts.json"));
    Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(() -> log.record(List.of("s1"), "hash", rows("a", 3)))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("nothing was certified");
  }

  private AttemptLog log() {
    return AttemptLog.open(folder.resolve("attempts.json"));
  }

  private static List<String> rows(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i * 7919 % 1000).toList();
  }
}
