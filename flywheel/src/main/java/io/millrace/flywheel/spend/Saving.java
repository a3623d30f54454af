package io.millrace.flywheel.spend;

import io.millrace.model.Spend;
import java.util.List;

/// What answering below the teacher saved, net of all that the platform spent by itself: the
/// teacher's cost of those calls, less their own, less audits, shadows, judges, probes and
/// training. Immutable.
///
/// @param calls all calls below the teacher
/// @param own what the platform spent by itself, at known prices
/// @param margin how far the saving may lie above or below, at 95%; zero where nothing is estimated
/// @param strata one for each scenario, model and tier
public record Saving(Saved calls, Spend own, Margin margin, List<Stratum> strata) {
  public Saving {
    strata = List.copyOf(strata);
  }

  /// Gross less the platform's own spending; negative when that is more.
  public Spend net() {
    return calls.gross().minus(own);
  }

  /// How far an estimate may be off.
  ///
  /// @param below the lower end is so much less
  /// @param above the upper end is so much more
  public record Margin(Spend below, Spend above) {
    public static final Margin NONE = new Margin(Spend.ZERO, Spend.ZERO);
  }

  /// Calls that one tier answered in one scenario for one model: what an estimate is made for.
  ///
  /// @param sampled how many audits the estimate rests on
  public record Stratum(
      String scenario, String model, String tier, Saved calls, int sampled, Margin margin) {}
}
