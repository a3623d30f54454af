package io.millrace.flywheel.round;

import io.millrace.flywheel.audit.AuditOptions;
import io.millrace.store.control.Mode;
import io.millrace.store.policy.CheaperModel;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a round is asked for. Immutable.
///
/// @param terms on which students are trained and certified
/// @param masked whether every call is learned as it is once persons are hidden: for calls that are
///   recorded masked. A round learns so in any case where the policies in force did, or where there
///   are none and the calls look masked
/// @param scenario the one scenario to learn, whether or not it is due; empty for all that are due
/// @param mode of scenarios for which nobody chose one
/// @param cheaper models that may answer where no student is certified, the preferred first
/// @param why the round is held, for the record
public record RoundOptions(
    AuditOptions terms,
    boolean masked,
    Optional<String> scenario,
    Mode mode,
    List<CheaperModel> cheaper,
    String why) {
  public RoundOptions {
    cheaper = List.copyOf(cheaper);
    Objects.requireNonNull(terms, "terms");
    Objects.requireNonNull(scenario, "scenario");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(why, "why");
  }

  /// Students alone.
  public RoundOptions(
      AuditOptions terms, boolean masked, Optional<String> scenario, Mode mode, String why) {
    this(terms, masked, scenario, mode, List.of(), why);
  }
}
