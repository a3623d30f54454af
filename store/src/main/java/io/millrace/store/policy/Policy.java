package io.millrace.store.policy;

import io.millrace.learn.student.Student;
import io.millrace.model.Certificate;
import java.util.Objects;

/// How one scenario is answered: by its student, or by a cheaper model, where that is sure enough,
/// else by the teacher. Immutable; safe to share between threads.
///
/// @param scenarioId the scenario it belongs to
/// @param name the scenario's name, for people
/// @param binding what it was certified for
/// @param certificate the proof, which holds the threshold
/// @param provenance how the answerer came about
/// @param answerer what answers below the teacher
public record Policy(
    String scenarioId,
    String name,
    PolicyBinding binding,
    Certificate certificate,
    Provenance provenance,
    Answerer answerer) {
  public Policy {
    Objects.requireNonNull(scenarioId, "scenarioId");
    Objects.requireNonNull(binding, "binding");
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(answerer, "answerer");
  }

  /// A policy with a student.
  public Policy(
      String scenarioId,
      String name,
      PolicyBinding binding,
      Certificate certificate,
      Provenance provenance,
      Student student) {
    this(scenarioId, name, binding, certificate, provenance, new Answerer.OfStudent(student));
  }

  /// The student.
  ///
  /// @throws IllegalStateException when a cheaper model answers
  public Student student() {
    return switch (answerer) {
      case Answerer.OfStudent(Student student) -> student;
      case Answerer.OfModel of ->
          throw new IllegalStateException(
              of.by().model() + " answers " + scenarioId + ", no student");
    };
  }

  /// What is needed to train the same student or router again.
  ///
  /// @param trainHash SHA-256 of the training examples
  /// @param trainExamples how many there were
  /// @param seed what every random choice followed from
  /// @param students `fast` or `all`: which candidates were allowed
  /// @param version the version of Millrace that trained it
  public record Provenance(
      String trainHash, int trainExamples, long seed, String students, String version) {}
}
