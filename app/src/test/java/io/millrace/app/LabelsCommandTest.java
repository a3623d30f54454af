package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.console.report.DisplayWidth;
import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.Usage;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.LabelTask;
import io.millrace.store.journal.Entry;
import io.millrace.store.journal.Journal;
import io.millrace.store.journal.JournalSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabelsCommandTest {
  private static final Instant AT = Instant.parse("2026-11-01T08:00:00Z");
  private static final CallId CALL = CallId.of(AT.toEpochMilli(), 1, 1);
  private static final CallId SHADOW = CallId.of(AT.toEpochMilli() + 1, 2, 2);

  @TempDir Path data;

  @BeforeEach
  void fill() throws Exception {
    try (Journal journal = Journal.open(JournalSettings.in(data.resolve("journal")))) {
      append(
          journal, CALL, "", "", "it is late" + " and late".repeat(200), "teacher says delivery");
      append(journal, SHADOW, "shadow", CALL.text(), "it is late", "candidate says parcels");
    }
    try (ControlStore control = ControlStore.open(data)) {
      control.askLabels(
          List.of(
              new LabelTask(CALL.text(), "s1", AT, 1),
              new LabelTask(SHADOW.text(), "s1", AT.plusSeconds(1), 0.2)));
    }
  }

  private static void append(
      Journal journal, CallId id, String purpose, String subject, String asked, String said) {
    String request =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + asked + "\"}]}";
    String response =
        "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
            + said
            + "\"},\"finish_reason\":\"stop\"}]}";
    var started =
        new Entry.CallStarted(
            id,
            AT,
            "chat",
            "m",
            "",
            false,
            "",
            "",
            request.getBytes(StandardCharsets.UTF_8),
            purpose,
            subject);
    var ended =
        new Entry.CallEnded(
            id,
            AT.plusSeconds(1),
            "answered",
            200,
            "teacher",
            "s1",
            "",
            Double.NaN,
            null,
            "m",
            Usage.of(1, 1),
            new Cost.Priced(Picodollars.ZERO, "p"),
            1,
            2,
            response.getBytes(StandardCharsets.UTF_8));
    journal.append(List.of(started, ended));
  }

  private Run run(String... args) {
    String[] all = new String[args.length + 4];
    System.arraycopy(args, 0, all, 0, args.length);
    System.arraycopy(
        new String[] {"--data", data.toString(), "--lang", "en"}, 0, all, args.length, 4);
    return Run.of(all);
  }

  @Test
  void aTrueAnswerIsAskedWithoutAnybodysAndAComparisonWithBoth() {
    Run run = run("labels", "list");
    assertThat(run.code()).as(run.err()).isZero();
    String first = run.out().substring(0, run.out().indexOf(SHADOW.text()));
    String second = run.out().substring(run.out().indexOf(SHADOW.text()));
    assertThat(first).contains(CALL.text(), "it is late", "more: ./millrace calls show");
    assertThat(first).doesNotContain("delivery", "parcels");
    assertThat(second).contains("it is late", "teacher says delivery", "candidate says parcels");
    assertThat(run.out().lines()).allMatch(line -> DisplayWidth.of(line) <= 140);
    assertThat(run("labels", "list", "--json").out())
        .contains("\"kind\" : \"answer\"", "\"kind\" : \"comparison\"", "\"candidate\"");
  }

  @Test
  void answersAreTakenOnceAndComparisonsAreJudged() {
    assertThat(run("labels", "answer", CALL.text(), "delivery").code()).isZero();
    Run again = run("labels", "answer", CALL.text(), "delivery");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("no label is asked for the call");
    Run wrong = run("labels", "answer", SHADOW.text(), "good");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("as_good or worse");
    assertThat(run("labels", "answer", SHADOW.text(), "as_good").code()).isZero();
    assertThat(run("labels", "list").out()).contains("Nothing is asked");
  }

  @Test
  void aFolderWithoutALoopIsSaidToBeNone() {
    Run run = Run.of("labels", "list", "--data", data.resolve("nowhere").toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("--data");
  }
}
