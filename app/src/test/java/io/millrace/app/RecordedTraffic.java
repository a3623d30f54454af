package io.millrace.app;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.sandbox.SampleOptions;
import io.millrace.sandbox.SampleTraffic;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.journal.Entry;
import io.millrace.store.journal.Journal;
import io.millrace.store.journal.JournalSettings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sample traffic in the journal of a data folder, as if a gateway had passed it on.
final class RecordedTraffic {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private RecordedTraffic() {}

  /// Writes so many calls.
  static void write(Path data, int calls) {
    var log = new ByteArrayOutputStream();
    SampleTraffic.of(SampleOptions.defaults().withCalls(calls)).write(log);
    List<Entry> entries = new ArrayList<>();
    int number = 0;
    for (String line : log.toString(StandardCharsets.UTF_8).split("\n")) {
      add(MAPPER.readTree(line), number++, entries);
    }
    try (var journal = Journal.open(JournalSettings.in(data.resolve("journal")))) {
      journal.commit(journal.append(entries));
    }
  }

  private static void add(JsonNode line, int number, List<Entry> entries) {
    Instant at = Instant.ofEpochSecond(line.path("created").asLong());
    CallId id = CallId.of(at.toEpochMilli(), 3, number);
    String model = line.path("request").path("model").asString();
    boolean answered = line.hasNonNull("response");
    entries.add(
        new Entry.CallStarted(
            id, at, "chat", model, "shop", false, "", "", bytes(line.path("request"))));
    entries.add(
        new Entry.CallEnded(
            id,
            at.plusMillis(600),
            answered ? "answered" : "failed",
            answered ? 200 : 500,
            answered ? "teacher" : "",
            "",
            "",
            Double.NaN,
            null,
            model,
            ExchangeReader.usage(line.path("response").get("usage")),
            new Cost.Unpriced(Cost.Reason.UNKNOWN_MODEL, "made up"),
            1000,
            600_000,
            answered ? bytes(line.path("response")) : null));
  }

  private static byte[] bytes(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }
}
