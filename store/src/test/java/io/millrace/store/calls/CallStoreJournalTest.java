package io.millrace.store.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Answer;
import io.millrace.model.Call;
import io.millrace.store.calllog.CallLogReader;
import io.millrace.store.calllog.ReadLimits;
import io.millrace.store.journal.Journal;
import io.millrace.store.journal.JournalSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The call log over a real journal, read by others.
final class CallStoreJournalTest {
  private static final CallStoreSettings KEEP = new CallStoreSettings(Optional.empty());

  @TempDir Path data;

  private Journal journal() {
    return Journal.open(new JournalSettings(data.resolve("journal"), 4096));
  }

  @Test
  void aStrangerReadsTheFilesWithPlainSql() throws Exception {
    try (var journal = journal();
        var store = CallStore.open(data, journal, KEEP)) {
      journal.append(List.of(SampleCalls.whole(1)));
      store.flush();
    }
    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement();
        var row =
            statement.executeQuery(
                "SELECT call_id, started = TIMESTAMP '2026-03-01 08:00:01.000123', state,"
                    + " cost_picodollars, input_tokens, request->>'$.model', len(attempts),"
                    + " attempts[1].unpriced_reason, attempts[2].usage.reasoning_tokens FROM '"
                    + data.resolve("calls")
                    + "/*.parquet'")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo(SampleCalls.id(1).text());
      assertThat(row.getBoolean(2)).isTrue();
      assertThat(row.getString(3)).isEqualTo("answered");
      assertThat(row.getLong(4)).isEqualTo(1_234_567_890);
      assertThat(row.getLong(5)).isEqualTo(10);
      assertThat(row.getString(6)).isEqualTo("large");
      assertThat(row.getInt(7)).isEqualTo(2);
      assertThat(row.getString(8)).isEqualTo("UNKNOWN_MODEL");
      assertThat(row.getLong(9)).isEqualTo(7);
    }
  }

  @Test
  void theJournalIsShortenedAndNothingIsLostOverManySegmentsAndRestarts() throws Exception {
    for (int round = 0; round < 3; round++) {
      try (var journal = journal();
          var store = CallStore.open(data, journal, KEEP);
          var reader = CallStore.reading(data)) {
        for (int i = 0; i < 20; i++) {
          journal.append(List.of(SampleCalls.whole(20 * round + i)));
        }
        assertThat(reader.list(CallFilter.latest(1000))).hasSize(20 * (round + 1));
        store.flush();
        assertThat(reader.list(CallFilter.latest(1000))).hasSize(20 * (round + 1));
        assertThat(reader.find(SampleCalls.id(0))).isPresent();
        try (var segments = Files.list(data.resolve("journal"))) {
          assertThat(segments.filter(p -> p.toString().endsWith(".journal")).count()).isLessThan(3);
        }
      }
    }
  }

  @Test
  void anAuditReadsAnExportBack() throws Exception {
    var out = new ByteArrayOutputStream();
    String anthropic =
        "{\"type\":\"message\",\"model\":\"c\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],"
            + "\n\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}";
    try (var journal = journal();
        var store = CallStore.open(data, journal, KEEP)) {
      journal.append(List.of(SampleCalls.whole(1)));
      store.flush();
      journal.append(List.of(SampleCalls.started(2), SampleCalls.ended(2, "answered", anthropic)));
      journal.append(List.of(SampleCalls.started(3), SampleCalls.ended(3, "failed", "not json")));
      assertThat(store.export(CallFilter.latest(10), out)).isEqualTo(3);
    }
    List<Call> calls = new ArrayList<>();
    new CallLogReader(ReadLimits.STANDARD, calls::add, _ -> {})
        .read(List.of("-"), new ByteArrayInputStream(out.toByteArray()));
    assertThat(calls).hasSize(3);
    assertThat(calls.get(0).id()).isEqualTo(SampleCalls.id(1).text());
    assertThat(calls.get(0).request().messages().getFirst().text()).isEqualTo("第 1 个");
    assertThat(calls.get(0).answer()).isEqualTo(new Answer.Complete("answer 1"));
    assertThat(calls.get(0).latencyMillis().orElse(0)).isEqualTo(500);
    assertThat(calls.get(1).answer()).isEqualTo(new Answer.Complete("hi"));
    assertThat(calls.get(2).answer()).isInstanceOf(Answer.Failed.class);
  }
}
