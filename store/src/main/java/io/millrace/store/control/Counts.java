package io.millrace.store.control;

/// How a policy's observations came out.
///
/// @param all of them
/// @param stage those drawn since the present stage and share began
public record Counts(Tally all, Tally stage) {
  /// @param audits drawn after the student answered, pending ones included, void ones not
  /// @param heldOut answered by the teacher and compared, void ones not included
  /// @param agreed of both kinds
  /// @param disagreed of both kinds, missing ones not included
  /// @param pending audits whose teacher is still to be asked
  /// @param missing audits that never got an answer: they count as disagreements
  public record Tally(
      long audits, long heldOut, long agreed, long disagreed, long pending, long missing) {
    /// How many are decided.
    public long settled() {
      return agreed + disagreed + missing;
    }
  }
}
