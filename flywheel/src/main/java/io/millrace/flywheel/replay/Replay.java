package io.millrace.flywheel.replay;

import io.millrace.model.Answer;
import io.millrace.model.Call;
import io.millrace.store.policy.Decision;
import io.millrace.store.policy.PolicySet;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Holds policies against calls as a gateway would: each request is decided on before its answer is
/// looked at. One thread at a time.
public final class Replay implements Closeable {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final PolicySet policies;
  private final Writer answers;
  private final Map<String, Tally> tallies = new LinkedHashMap<>();
  private long unrecognised;
  private long calls;

  /// @param answers where the gzipped lines of answers go; closed with this
  public Replay(PolicySet policies, OutputStream answers) throws IOException {
    this.policies = policies;
    this.answers =
        new OutputStreamWriter(new GZIPOutputStream(answers, 1 << 16), StandardCharsets.UTF_8);
    policies.scenarios().forEach(s -> tallies.put(s.id(), new Tally(s.name())));
  }

  private static final class Tally {
    private final String name;
    private long calls;
    private long answered;
    private long compared;
    private long disagreed;

    Tally(String name) {
      this.name = name;
    }
  }

  /// What came of one scenario.
  ///
  /// @param calls recognised
  /// @param answered by the student
  /// @param compared of those, calls whose complete answer is in the file
  /// @param disagreed of those, answers that differ in any byte
  /// @param policy whether the scenario has a policy
  public record Row(
      String id,
      String name,
      boolean policy,
      long calls,
      long answered,
      long compared,
      long disagreed) {
    /// The share answered by the student.
    public double coverage() {
      return calls == 0 ? 0 : (double) answered / calls;
    }

    /// The share of the compared answers that differ; null when none was compared.
    public @Nullable Double risk() {
      return compared == 0 ? null : (double) disagreed / compared;
    }
  }

  /// Decides on one call, and only then compares.
  public void add(Call call) {
    long start = System.nanoTime();
    Decision decision = policies.decide(call.request());
    double micros = (System.nanoTime() - start) / 1000.0;
    calls++;
    write(call.id(), decision, micros);
    switch (decision) {
      case Decision.ByTeacher(String scenario, _, _, _, _) -> recognised(scenario);
      // What the model would say is not known here.
      case Decision.ByModel(String scenario, _, _, _) -> recognised(scenario);
      case Decision.ByStudent(String scenario, String answer, _, _) -> {
        Tally tally = recognised(scenario);
        tally.answered++;
        if (call.answer() instanceof Answer.Complete(String text)) {
          tally.compared++;
          tally.disagreed += text.equals(answer) ? 0 : 1;
        }
      }
    }
  }

  private Tally recognised(@Nullable String scenario) {
    Tally tally = scenario == null ? null : tallies.get(scenario);
    if (tally == null) {
      unrecognised++;
      return new Tally("");
    }
    tally.calls++;
    return tally;
  }

  private void write(String id, Decision decision, double micros) {
    ObjectNode line = MAPPER.createObjectNode().put("id", id);
    switch (decision) {
      case Decision.ByStudent(String scenario, String answer, double confidence, _) ->
          line.put("scenario", scenario)
              .put("tier", "student")
              .put("answer", answer)
              .put("confidence", confidence);
      case Decision.ByModel(String scenario, String model, double score, _) ->
          line.put("scenario", scenario)
              .put("tier", "model")
              .put("model", model)
              .putNull("answer")
              .put("confidence", score);
      case Decision.ByTeacher(String scenario, String reason, double confidence, _, _) -> {
        line.put("scenario", scenario).put("tier", "teacher").putNull("answer");
        if (Double.isNaN(confidence)) {
          line.putNull("confidence");
        } else {
          line.put("confidence", confidence);
        }
        line.put("reason", reason);
      }
    }
    line.put("micros", Math.round(micros * 10) / 10.0);
    try {
      answers.write(MAPPER.writeValueAsString(line));
      answers.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The result so far, one row a scenario.
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    tallies.forEach((id, t) ->
        rows.add(
            new Row(
                id,
                t.name,
                policies.policy(id).isPresent(),
                t.calls,
                t.answered,
                t.compared,
                t.disagreed)));
    return rows;
  }

  /// Writes `replay.json`.
  public void writeSummary(OutputStream out) throws IOException {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("version", 1).put("calls", calls).put("unrecognised", unrecognised);
    var scenarios = json.putArray("scenarios");
    for (Row row : rows()) {
      ObjectNode node =
          scenarios
              .addObject()
              .put("id", row.id())
              .put("name", row.name())
              .put("policy", row.policy())
              .put("calls", row.calls())
              .put("answered", row.answered())
              .put("compared", row.compared());
      Double risk = row.risk();
      if (risk == null) {
        node.putNull("disagreed").put("coverage", rounded(row.coverage())).putNull("risk");
      } else {
        node.put("disagreed", row.disagreed())
            .put("coverage", rounded(row.coverage()))
            .put("risk", rounded(risk));
      }
    }
    String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static double rounded(double share) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.6f", share));
  }

  @Override
  public void close() throws IOException {
    answers.close();
  }
}
