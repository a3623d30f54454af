package io.millrace.proof;

import java.util.Optional;

/// A total over all calls (what the teacher would have cost) where the value is known for a random
/// sample of them and a related value for all: the ratio estimate of survey sampling (Särndal,
/// Swensson and Wretman, Model Assisted Survey Sampling, 1992, chapter 7).
///
/// With weights 1 / probability: total = (sum of covariate over all calls) (weighted sum of values)
/// / (weighted sum of covariates). Its variance is estimated by the sum of (1 - p) / p² e² n / (n -
/// 1) over the sample, e = value - ratio covariate, times (all covariates / their weighted sum)²:
///    only what the covariate does not explain counts, and calls that were certain to be in the
///    sample add nothing.
///
/// The interval is **asymptotic**: about 1 - delta for large samples, without a finite-sample
/// promise, as costs have no bound. Hence none is given under {@link #LEAST} sampled calls, nor
/// where a sample has no covariate. Assumes that each call was in the sample by a coin of its own
/// with the probability given, at least some floor.
///
/// @param sampled calls whose value is known
/// @param total the estimate, in the unit of the values
/// @param lower end of the interval; at least what the sample alone adds up to
/// @param upper end of the interval
public record EstimatedTotal(int sampled, double total, double lower, double upper) {
  /// The least sample for which an interval is given.
  public static final int LEAST = 30;

  /// Estimates the total.
  ///
  /// @param values of the sampled calls, at least 0
  /// @param covariates of the sampled calls, at least 0: known for every call, sampled or not; such
  ///   as the price of the call's own input. All 1 where nothing is known: then the total is the
  ///   weighted mean times the number of calls
  /// @param probabilities with which each sampled call was to be in the sample, in (0, 1\]
  /// @param covariateTotal the sum of the covariates over all calls, sampled or not
  /// @param delta in (0, 1)
  public static Optional<EstimatedTotal> of(
      double[] values,
      double[] covariates,
      double[] probabilities,
      double covariateTotal,
      double delta) {
    Checks.probability("delta", delta);
    int n = values.length;
    if (covariates.length != n || probabilities.length != n) {
      throw new IllegalArgumentException(
          n
              + " values, "
              + covariates.length
              + " covariates, "
              + probabilities.length
              + " probabilities");
    }
    Sums sums = Sums.of(values, covariates, probabilities);
    if (n < LEAST || !(sums.covariate > 0)) {
      return Optional.empty();
    }
    double total = covariateTotal * sums.value / sums.covariate;
    double spread =
        sums.spread(values, covariates, probabilities) * covariateTotal / sums.covariate;
    double margin = NormalTail.halfWidth(delta, n - 1) * spread;
    double lower = Math.min(total, Math.max(sums.known, total - margin));
    return Optional.of(new EstimatedTotal(n, total, lower, total + margin));
  }

  private record Sums(double value, double covariate, double known) {
    static Sums of(double[] values, double[] covariates, double[] probabilities) {
      double value = 0;
      double covariate = 0;
      double known = 0;
      for (int i = 0; i < values.length; i++) {
        if (!(values[i] >= 0) || !(covariates[i] >= 0)) {
          throw new IllegalArgumentException(
              "values and covariates must not be negative: " + values[i] + ", " + covariates[i]);
        }
        Checks.weight(probabilities[i]);
        value += values[i] / probabilities[i];
        covariate += covariates[i] / probabilities[i];
        known += values[i];
      }
      return new Sums(value, covariate, known);
    }

    /// The standard error of the weighted sum of what the ratio leaves over.
    double spread(double[] values, double[] covariates, double[] probabilities) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        double left = (values[i] - value / covariate * covariates[i]) / probabilities[i];
        sum += (1 - probabilities[i]) * left * left;
      }
      return Math.sqrt(sum * values.length / (values.length - 1.0));
    }
  }
}
