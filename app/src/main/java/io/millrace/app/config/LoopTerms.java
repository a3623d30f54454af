package io.millrace.app.config;

import io.millrace.flywheel.loop.LoopSettings;

/// How the loop learns and turns. Immutable.
///
/// @param on whether it turns at all
/// @param settings how it watches and releases
/// @param learning how its rounds learn
public record LoopTerms(boolean on, LoopSettings settings, Learning learning) {
  /// What most want.
  public static final LoopTerms DEFAULT =
      new LoopTerms(true, LoopSettings.DEFAULT, new Learning(0.05, 0.05, false));

  /// No loop: policies come from a folder alone.
  public static final LoopTerms OFF =
      new LoopTerms(false, LoopSettings.DEFAULT, DEFAULT.learning());

  /// How rounds learn.
  ///
  /// @param alpha the share of a student's answers that may differ from the teacher's
  /// @param delta the probability that a certificate may be wrong, over a scenario's life
  /// @param encoders whether students may use the small encoders
  public record Learning(double alpha, double delta, boolean encoders) {}
}
