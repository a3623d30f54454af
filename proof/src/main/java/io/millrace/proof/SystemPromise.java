package io.millrace.proof;

import java.util.ArrayList;
import java.util.List;

/// The system-wide promise: of **all** calls, those that the student answers with a loss weigh at
/// most alpha (risk-controlling prediction sets: Bates, Angelopoulos, Lei, Malik and Jordan,
/// Distribution-Free, Risk-Controlling Prediction Sets, JACM 2021).
///
/// This risk can only fall as the threshold rises, and so can its bound, call by call; so the
/// loosest threshold whose bound is within alpha is valid without correction, whatever thresholds
/// were looked at, and no tuning calls are needed. Right-or-wrong losses are tested by the exact
/// binomial over all certifying calls, other losses by Hoeffding-Bentkus, which unlike betting is
/// monotone in each loss.
public final class SystemPromise {
  private final Terms terms;
  private final Outcomes sorted;

  private SystemPromise(Terms terms, Outcomes sorted) {
    this.terms = terms;
    this.sorted = sorted;
  }

  /// Opens the certifying calls. The steps of the verdict are the last threshold that passed and
  /// the first that did not; their p-values are over all calls.
  public static Verdict test(Outcomes certify, double alpha, double delta) {
    String test = certify.binary() ? RiskTest.BINOMIAL.title() : "Hoeffding-Bentkus bound";
    Terms terms = new Terms(Promise.SYSTEM, alpha, delta, "risk-controlling threshold, " + test);
    if (certify.size() == 0) {
      return new Verdict.NotCertified(terms, 0, new Reason.NoCalls(), List.of());
    }
    return new SystemPromise(terms, certify.surestFirst()).walk();
  }

  private Verdict walk() {
    List<Step> tested = new ArrayList<>();
    Step step = new Step(1, 0, 0, 0, pValue(0), true);
    while (step.passed() && step.answered() < sorted.size()) {
      step = next(step);
      if (step.passed()) {
        tested.clear();
      }
      tested.add(step);
    }
    Step first = tested.getFirst();
    return first.passed()
        ? new Verdict.Certified(terms, sorted.size(), first, upper(first.lossSum()), tested)
        : new Verdict.NotCertified(terms, sorted.size(), reason(first), tested);
  }

  /// The step that also answers the next surest call and those of equal confidence.
  private Step next(Step before) {
    int end = before.answered();
    int disagreed = before.disagreed();
    double sum = before.lossSum();
    double confidence = sorted.confidence(end);
    for (; end < sorted.size() && sorted.confidence(end) == confidence; end++) {
      disagreed += sorted.loss(end) > 0 ? 1 : 0;
      sum += sorted.loss(end);
    }
    double threshold = end == sorted.size() ? 0 : confidence;
    double pValue = sum == before.lossSum() ? before.pValue() : pValue(sum);
    return new Step(threshold, end, disagreed, sum, pValue, pValue <= terms.delta());
  }

  private double pValue(double sum) {
    return sorted.binary()
        ? ClopperPearson.pValue((int) sum, sorted.size(), terms.alpha())
        : HoeffdingBentkus.pValue(sum, sorted.size(), terms.alpha());
  }

  private double upper(double sum) {
    return sorted.binary()
        ? ClopperPearson.upper((int) sum, sorted.size(), terms.delta())
        : HoeffdingBentkus.upper(sum, sorted.size(), terms.delta());
  }

  private Reason reason(Step failed) {
    double risk = failed.lossSum() / sorted.size();
    double coverage = (double) failed.answered() / sorted.size();
    if (risk >= terms.alpha()) {
      return new Reason.LevelsOff(risk, coverage);
    }
    int needed = SampleSize.leastCalls(terms.alpha(), terms.delta(), failed.disagreed());
    return new Reason.TooFewCalls(risk, coverage, needed, Math.max(0, needed - sorted.size()));
  }
}
