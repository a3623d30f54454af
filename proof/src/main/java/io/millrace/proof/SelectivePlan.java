package io.millrace.proof;

import java.util.ArrayList;
import java.util.List;

/// A plan to certify the selective promise: of the calls that the student answers, the expected
/// loss is at most alpha.
///
/// Split fixed-sequence testing (Angelopoulos, Bates, Candès, Jordan and Lei, Learn then Test,
/// 2021, [arXiv 2110.01052](https://arxiv.org/abs/2110.01052)): at most 16 thresholds and their
/// order are fixed on tuning calls; on the certifying calls they are tested in that order at level
/// delta until one fails, and the last that passed is certified. Given the plan, the calls accepted
/// at one threshold are independent draws with that threshold's risk, so each p-value is exact for
/// right-or-wrong losses and valid by betting for other losses in \[0, 1\]. The first threshold of
/// the sequence whose risk is above alpha is rejected with probability at most delta, and nothing
/// after it is reached otherwise: P(the certified risk is above alpha) <= delta, whatever the shape
/// of the risk curve and however wrong the forecast.
///
/// Immutable. The certifying calls must be neither among the tuning calls nor among the training
/// calls, and must be opened once; each further attempt has its own delta ({@link
/// Attempts#attemptDelta}).
public final class SelectivePlan {
  private final Terms terms;
  private final RiskTest test;
  private final TuneCurve curve;
  private final List<Double> thresholds;
  private final Forecast forecast;
  private final int certifySize;

  private SelectivePlan(
      Terms terms,
      RiskTest test,
      TuneCurve curve,
      List<Double> thresholds,
      Forecast forecast,
      int certifySize) {
    this.terms = terms;
    this.test = test;
    this.curve = curve;
    this.thresholds = thresholds;
    this.forecast = forecast;
    this.certifySize = certifySize;
  }

  /// Plans on tuning calls for a number of certifying calls.
  ///
  /// @param tune may be empty: then nothing will be certified
  /// @param certifySize how many certifying calls there will be
  public static SelectivePlan of(Outcomes tune, int certifySize, double alpha, double delta) {
    RiskTest test = tune.binary() ? RiskTest.BINOMIAL : RiskTest.BETTING;
    Terms terms =
        new Terms(Promise.SELECTIVE, alpha, delta, "split fixed sequence, " + test.title());
    TuneCurve curve = new TuneCurve(tune);
    if (tune.size() == 0 || certifySize == 0) {
      return new SelectivePlan(terms, test, curve, List.of(), new Forecast(0, 0), certifySize);
    }
    Forecaster forecaster = new Forecaster(curve, certifySize, alpha, delta);
    List<CurvePoint> points = curve.points();
    List<Integer> sequence = new SequencePlanner(forecaster, points.size()).best();
    List<Double> thresholds = sequence.stream().map(i -> points.get(i).threshold()).toList();
    return new SelectivePlan(terms, test, curve, thresholds, forecaster.of(sequence), certifySize);
  }

  public Terms terms() {
    return terms;
  }

  /// The thresholds in the order of testing, safest (highest) first.
  public List<Double> thresholds() {
    return thresholds;
  }

  /// What may be expected. Where the power is low, the certifying calls are better kept for later.
  public Forecast forecast() {
    return forecast;
  }

  /// The risk-coverage curve of the tuning calls, safest first: what may be shown to people.
  public List<CurvePoint> curve() {
    return curve.points();
  }

  /// Why little may be expected, where that is so, judged before the certifying calls are opened.
  public Reason outlook() {
    Outcomes unopened = Outcomes.ofWrong(new double[0], new boolean[0]);
    return Shortfall.reason(terms, curve, unopened, certifySize);
  }

  /// Opens the certifying calls. A pure function: the caller sees to it that they are opened once.
  public Verdict test(Outcomes certify) {
    if (certify.binary() != (test == RiskTest.BINOMIAL)) {
      throw new IllegalArgumentException("tuning and certifying calls have unlike losses");
    }
    List<Step> tested = new ArrayList<>();
    for (double threshold : thresholds) {
      Step step = step(certify, threshold);
      tested.add(step);
      if (!step.passed()) {
        break;
      }
    }
    return verdict(certify, tested);
  }

  private Step step(Outcomes certify, double threshold) {
    double[] losses = certify.acceptedLosses(threshold);
    double pValue = test.pValue(losses, terms.alpha(), terms.delta());
    return Step.of(threshold, losses, pValue, terms.delta());
  }

  private Verdict verdict(Outcomes certify, List<Step> tested) {
    return tested.reversed().stream()
        .filter(Step::passed)
        .findFirst()
        .<Verdict>map(last -> certified(certify, last, tested))
        .orElseGet(() ->
            new Verdict.NotCertified(
                terms,
                certify.size(),
                Shortfall.reason(terms, curve, certify, certify.size()),
                tested));
  }

  private Verdict certified(Outcomes certify, Step last, List<Step> tested) {
    double upper = test.upper(certify.acceptedLosses(last.threshold()), terms.delta());
    return new Verdict.Certified(terms, certify.size(), last, upper, tested);
  }
}
