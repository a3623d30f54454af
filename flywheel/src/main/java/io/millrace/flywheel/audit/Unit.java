package io.millrace.flywheel.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One distinct input of a scenario: all eligible calls whose inputs are equal or near-duplicates,
/// and what a certificate counts. It belongs to the part of its earliest call. Immutable.
///
/// @param input the earliest call's input
/// @param answer the teacher's answer to the earliest call that has one; empty where none has
/// @param created when the earliest call was made
/// @param callId the earliest call's id
/// @param lessons the distinct inputs among its calls, each with the teacher's most frequent answer
/// @param calls how many calls it stands for
/// @param conversation the short conversation that its earliest call belongs to, which stays in one
///   part
/// @param cost what they cost, in picodollars; unpriced calls count zero here and are listed
///   elsewhere
/// @param probability with which the earliest call gets an answer of the teacher
/// @param answered whether the earliest call got it: else the unit is no part of a sample, whatever
///   later calls of it got
public record Unit(
    String input,
    String answer,
    Instant created,
    String callId,
    @Nullable String conversation,
    List<Lesson> lessons,
    int calls,
    long cost,
    double probability,
    boolean answered) {
  public Unit {
    lessons = List.copyOf(lessons);
  }

  /// A unit whose earliest call was sure to be answered by the teacher.
  public Unit(
      String input,
      String answer,
      Instant created,
      String callId,
      @Nullable String conversation,
      List<Lesson> lessons,
      int calls,
      long cost) {
    this(input, answer, created, callId, conversation, lessons, calls, cost, 1, true);
  }

  /// A distinct input and the teacher's most frequent answer to it.
  public record Lesson(String input, String answer) {}
}
