package io.millrace.flywheel.audit;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.learn.answer.FieldLoss;
import io.millrace.learn.answer.LabelFormat;
import io.millrace.proof.NonInferiority;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// True answers by call id, and which calls were drawn at random to be labelled. Immutable.
///
/// Only labels of a drawn sample prove anything. A drawn call whose label never came counts against
/// the student: it is taken to be wrong where the teacher was right.
public final class TrueLabels {
  /// No labels: nothing is compared.
  public static final TrueLabels NONE = new TrueLabels(Map.of(), null);

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Map<String, String> answers;
  private final @Nullable Set<String> drawn;

  private TrueLabels(Map<String, String> answers, @Nullable Set<String> drawn) {
    this.answers = Map.copyOf(answers);
    this.drawn = drawn == null ? null : Set.copyOf(drawn);
  }

  /// Reads labels: JSON lines of `id` and `answer` (or `label`).
  ///
  /// @param sample what `--draw-sample` wrote; when it is not there, the labels count as
  ///   volunteered
  /// @throws AuditException naming the line that cannot be read
  public static TrueLabels read(Path file, Path sample) {
    Map<String, String> answers = lines(file, true);
    if (answers.isEmpty()) {
      throw new AuditException(
          file + ": no labels; lines of {\"id\": ..., \"answer\": ...} are expected");
    }
    Set<String> drawn = Files.exists(sample) ? lines(sample, false).keySet() : null;
    return new TrueLabels(answers, drawn);
  }

  private static Map<String, String> lines(Path file, boolean needAnswer) {
    Map<String, String> found = new HashMap<>();
    int number = 0;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          JsonNode json = MAPPER.readTree(line);
          JsonNode answer = json.hasNonNull("answer") ? json.path("answer") : json.path("label");
          boolean labelled = !answer.isMissingNode() && !answer.isNull();
          if (!json.hasNonNull("id")) {
            throw new AuditException(file + ":" + number + ": no id; copy it from the sample");
          }
          if (labelled || !needAnswer) {
            found.put(json.path("id").asString(), labelled ? text(answer) : "");
          }
        }
      }
    } catch (JacksonException e) {
      throw new AuditException(
          file + ":" + number + ": not JSON (" + e.getOriginalMessage() + ")", e);
    } catch (IOException e) {
      throw new AuditException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
    return found;
  }

  private static String text(JsonNode answer) {
    return answer.isString() ? answer.asString() : answer.toString();
  }

  /// Compares student and teacher on the certifying units that a policy answers.
  ///
  /// @param format reads labels where the answers are a closed set
  /// @return empty when no certifying unit has a label
  Optional<AuditReport.Truth> compare(
      Scored certify, double threshold, @Nullable LabelFormat format, double margin, double delta) {
    boolean random = drawn != null;
    List<Boolean> student = new ArrayList<>();
    List<Boolean> teacher = new ArrayList<>();
    int labelled = 0;
    for (int i = 0; i < certify.units().size(); i++) {
      Unit unit = certify.units().get(i);
      String truth = answers.get(unit.callId());
      boolean counts = drawn == null ? truth != null : drawn.contains(unit.callId());
      labelled += counts && truth != null ? 1 : 0;
      if (counts && certify.predictions().get(i).confidence() >= threshold) {
        student.add(truth == null || !same(certify.predictions().get(i).answer(), truth, format));
        teacher.add(truth != null && !same(unit.answer(), truth, format));
      }
    }
    if (labelled == 0) {
      return Optional.empty();
    }
    NonInferiority result = NonInferiority.of(array(student), array(teacher), margin, delta);
    return Optional.of(
        new AuditReport.Truth(
            random,
            labelled,
            result.n(),
            result.studentWrong(),
            result.teacherWrong(),
            result.upper(),
            random && result.holds()));
  }

  /// Whether an answer says what a label says: the same bytes, the same label, or the same JSON.
  private static boolean same(String answer, String truth, @Nullable LabelFormat format) {
    if (answer.equals(truth)) {
      return true;
    }
    if (format != null) {
      int label = format.labelOf(answer);
      return label >= 0
          && (format.labelOf(truth) == label || format.labels().get(label).equals(truth.strip()));
    }
    return FieldLoss.of(answer, truth) == 0;
  }

  private static boolean[] array(List<Boolean> list) {
    boolean[] array = new boolean[list.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = list.get(i);
    }
    return array;
  }
}
