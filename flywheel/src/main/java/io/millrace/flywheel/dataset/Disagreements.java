package io.millrace.flywheel.dataset;

import java.util.Optional;
import java.util.function.Function;

/// Where a lower tier answered otherwise than the teacher.
@FunctionalInterface
public interface Disagreements {
  /// The answer that the teacher's answer to a call is better than; empty when no other is known.
  /// One that is equal to the teacher's is left out by the caller.
  ///
  /// @param call a call that the teacher answered
  /// @param others finds another call of the log by its id
  Optional<String> rejected(RecordedCall call, Function<String, Optional<RecordedCall>> others);

  /// What the call log itself says: of a call, what the student would have said (`shadow`); of an
  /// audit, the answer of the call that it is about.
  Disagreements RECORDED =
      (call, others) -> {
        if (call.shadow() != null) {
          return Optional.of(call.shadow());
        }
        return call.purpose().equals(RecordedCall.AUDIT)
            ? others.apply(call.subject()).flatMap(RecordedCall::text)
            : Optional.empty();
      };

  /// What the first of two sources says, else the second.
  default Disagreements or(Disagreements other) {
    return (call, others) -> rejected(call, others).or(() -> other.rejected(call, others));
  }
}
