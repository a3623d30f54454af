package io.millrace.flywheel.audit;

import io.millrace.learn.answer.FieldLoss;
import io.millrace.learn.student.Example;
import io.millrace.learn.student.Prediction;
import io.millrace.learn.student.Student;
import io.millrace.store.mask.Masking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A student's answers to units, and how each differs from the teacher's.
///
/// @param units what was asked
/// @param predictions the student's answers, in the same order
public record Scored(List<Unit> units, List<Prediction> predictions) {
  public Scored {
    units = List.copyOf(units);
    predictions = List.copyOf(predictions);
  }

  /// Asks a student, on several threads; the result does not depend on how many.
  public static Scored of(Student student, List<Unit> units, int threads) {
    if (threads == 1 || units.size() < 2 * threads) {
      return new Scored(units, units.stream().map(u -> student.answer(u.input())).toList());
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<List<Prediction>>> parts = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int from = (int) ((long) units.size() * t / threads);
        int to = (int) ((long) units.size() * (t + 1) / threads);
        List<Unit> part = units.subList(from, to);
        parts.add(pool.submit(() -> part.stream().map(u -> student.answer(u.input())).toList()));
      }
      List<Prediction> all = new ArrayList<>(units.size());
      for (Future<List<Prediction>> part : parts) {
        all.addAll(part.get());
      }
      return new Scored(units, all);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a student failed to answer", e.getCause());
    }
  }

  /// What models that had not seen them answered to the training examples.
  public static Scored ofLessons(List<Example> lessons, List<Prediction> outOfFold) {
    List<Unit> units =
        lessons.stream()
            .map(e -> new Unit(e.input(), e.answer(), Instant.EPOCH, "", null, List.of(), 1, 0))
            .toList();
    return new Scored(units, outOfFold);
  }

  /// These and others.
  public Scored and(Scored others) {
    List<Unit> allUnits = new ArrayList<>(units);
    allUnits.addAll(others.units);
    List<Prediction> allPredictions = new ArrayList<>(predictions);
    allPredictions.addAll(others.predictions);
    return new Scored(allUnits, allPredictions);
  }

  /// The student's confidence in each answer.
  public double[] confidences() {
    return predictions.stream().mapToDouble(Prediction::confidence).toArray();
  }

  /// Whether an answer differs from the teacher's in any byte. One that holds a word of [Masking]
  /// does: what the teacher said in its place is known to the teacher only.
  public boolean wrong(int i) {
    String answer = predictions.get(i).answer();
    return !answer.equals(units.get(i).answer()) || Masking.holdsWord(answer);
  }

  /// Which answers differ from the teacher's.
  public boolean[] wrong() {
    boolean[] wrong = new boolean[units.size()];
    for (int i = 0; i < wrong.length; i++) {
      wrong[i] = wrong(i);
    }
    return wrong;
  }

  /// The share of fields of each answer that differ from the teacher's.
  public double[] fieldLosses() {
    double[] losses = new double[units.size()];
    for (int i = 0; i < losses.length; i++) {
      String answer = predictions.get(i).answer();
      losses[i] = Masking.holdsWord(answer) ? 1 : FieldLoss.of(answer, units.get(i).answer());
    }
    return losses;
  }

  /// The share of units answered as the teacher did, all answered.
  public double agreement() {
    int right = 0;
    for (int i = 0; i < units.size(); i++) {
      right += wrong(i) ? 0 : 1;
    }
    return units.isEmpty() ? 0 : (double) right / units.size();
  }
}
