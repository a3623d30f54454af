package io.millrace.flywheel.audit;

import io.millrace.model.Answer;
import io.millrace.model.RequestForm;
import io.millrace.model.Usage;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A call of a scenario with the template's constant text taken out.
///
/// @param model the model that the application asked for
/// @param cost in picodollars, [CallTable#UNPRICED] when unknown
/// @param probability with which such a call gets an answer of the teacher
/// @param withheld whether it got none because something else answered it: it teaches nothing, and
///   says that its input was asked
public record ScenarioCall(
    String id,
    Instant created,
    @Nullable String conversation,
    String model,
    int version,
    String input,
    RequestForm form,
    Answer answer,
    @Nullable Usage usage,
    OptionalLong latencyMillis,
    long cost,
    double probability,
    boolean withheld) {
  /// A call that was sure to be answered by the teacher.
  public ScenarioCall(
      String id,
      Instant created,
      @Nullable String conversation,
      String model,
      int version,
      String input,
      RequestForm form,
      Answer answer,
      @Nullable Usage usage,
      OptionalLong latencyMillis,
      long cost) {
    this(
        id,
        created,
        conversation,
        model,
        version,
        input,
        form,
        answer,
        usage,
        latencyMillis,
        cost,
        1,
        false);
  }
}
