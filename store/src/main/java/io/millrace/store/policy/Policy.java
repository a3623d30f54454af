package io.millrace.store.policy;

import io.millrace.learn.student.Student;
import io.millrace.model.Certificate;
import java.util.Objects;

/// How one scenario is answered: by its student where the student is sure enough, else by the
/// teacher. Immutable; safe to share between threads.
///
/// @param scenarioId the scenario it belongs to
/// @param name the scenario's name, for people
/// @param binding what it was certified for
/// @param certificate the proof, which holds the threshold
/// @param provenance how the student came about
/// @param student the student
public record Policy(
    String scenarioId,
    String name,
    PolicyBinding binding,
    Certificate certificate,
    Provenance provenance,
    Student student) {
  public Policy {
    Objects.requireNonNull(scenarioId, "scenarioId");
    Objects.requireNonNull(binding, "binding");
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(student, "student");
  }

  /// What is needed to train the same student again.
  ///
  /// @param trainHash SHA-256 of the training examples
  /// @param trainExamples how many there were
  /// @param seed what every random choice followed from
  /// @param students `fast` or `all`: which candidates were allowed
  /// @param version the version of Millrace that trained it
  public record Provenance(
      String trainHash, int trainExamples, long seed, String students, String version) {}
}
