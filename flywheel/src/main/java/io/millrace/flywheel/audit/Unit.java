package io.millrace.flywheel.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One distinct input of a scenario: all eligible calls whose inputs are equal or near-duplicates,
/// and what a certificate counts. It belongs to the part of its earliest call. Immutable.
///
/// @param input the earliest call's input
/// @param answer the teacher's answer to the earliest call
/// @param created when the earliest call was made
/// @param callId the earliest call's id
/// @param lessons the distinct inputs among its calls, each with the teacher's most frequent answer
/// @param calls how many calls it stands for
/// @param conversation the short conversation that its earliest call belongs to, which stays in one
///   part
/// @param cost what they cost, in picodollars; unpriced calls count zero here and are listed
///   elsewhere
public record Unit(
    String input,
    String answer,
    Instant created,
    String callId,
    @Nullable String conversation,
    List<Lesson> lessons,
    int calls,
    long cost) {
  public Unit {
    lessons = List.copyOf(lessons);
  }

  /// A distinct input and the teacher's most frequent answer to it.
  public record Lesson(String input, String answer) {}
}
