package io.millrace.bench;

import io.millrace.flywheel.audit.AuditOptions;
import io.millrace.flywheel.audit.Recuts;
import io.millrace.model.CurrencyRates;
import io.millrace.model.PriceCatalogue;
import io.millrace.proof.Attempts;
import io.millrace.proof.Promise;
import io.millrace.store.calllog.CallSpool;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/*
 * Certified coverage: each source on its own file, a student trained once on the earliest calls, the
 * others cut at random into tune and certify, 40 times. The mean counts a cut without a certificate, or
 * with one that covers under a tenth, as 0; "first" gives it what the product gives a first attempt.
 *
 * The promise: 500 cuts at alpha 0.10, delta 0.10. A cut is broken when it issues a certificate although
 * the accepted calls disagree on more than alpha of all the calls that were not trained on. The share of
 * broken cuts among ALL cuts may be delta plus two standard errors. A naive threshold must fail for a
 * student just above alpha and for one whose risk rises: a check that nothing fails would prove nothing.
 * (A hopeless student gives even a naive threshold nothing to accept.)
 */

/// Certified coverage, and whether the promise holds, on the development data.
final class Coverage {
  private static final int COVERAGE_CUTS = 40;
  private static final double DELTA = 0.05;
  private static final int PROMISE_CUTS = 500;
  private static final double PROMISE_ALPHA = 0.10;
  private static final double PROMISE_DELTA = 0.10;

  private static final Map<String, Double> FAST_BARS =
      Map.of(
          "clinc_home_wallet", 0.98,
          "banking77", 0.90,
          "gold_headlines", 0.86,
          "thucnews_zh", 0.74,
          "snips_slots", 0.76,
          "conll_ner", 0.66);

  private static final Map<String, Double> ALL_BARS =
      Map.of("banking77", 0.94, "thucnews_zh", 0.79, "sst2", 0.82);

  private Coverage() {}

  static void run(Path data, boolean encoders, List<String> sources) {
    Print.line(
        "%-20s %-7s %-28s %6s %6s %6s %7s %7s %7s %7s %7s %7s",
        "source",
        "shape",
        "student",
        "train",
        "test",
        "agree",
        "cov.05",
        "cov.10",
        "first.10",
        "broken",
        "naive",
        "train s");
    for (String source : sources) {
      Path log = data.resolve("calls/" + source + ".jsonl.gz");
      if (Files.exists(log)) {
        one(log, source, encoders);
      } else {
        Print.line("%-20s skipped: %s is not there", source, log);
      }
    }
    madeUp("hopeless", 0.40, 0.40, false);
    madeUp("just above alpha", 0.115, 0.115, true);
    madeUp("rising, 2% to 30%", 0.02, 0.30, true);
  }

  private static void one(Path log, String source, boolean encoders) {
    try (CallSpool spool = Logs.spool(log)) {
      Optional<Recuts.Prepared> prepared = Recuts.ofGreatest(spool, options(encoders));
      if (prepared.isEmpty()) {
        Print.line("%-20s not learnable", source);
        return;
      }
      Recuts.Prepared p = prepared.get();
      double covered = mean(p.recuts(), 0.10, DELTA);
      double broken = broken(p.recuts());
      Print.line(
          "%-20s %-7s %-28s %6d %6d %6.3f %7.3f %7.3f %7.3f %7.3f %7.3f %7.1f",
          source,
          p.shape(),
          String.join("+", p.members()),
          p.trained(),
          p.recuts().size(),
          p.recuts().agreement(),
          mean(p.recuts(), 0.05, DELTA),
          covered,
          mean(p.recuts(), 0.10, Attempts.attemptDelta(DELTA, 1)),
          broken,
          naive(p.recuts()),
          p.trainMillis() / 1000.0);
      double bar = (encoders ? ALL_BARS : FAST_BARS).getOrDefault(source, 0.0);
      if (covered < bar) {
        Print.miss(source + ": coverage below " + bar);
      }
      if (broken > promiseBar()) {
        Print.miss(source + ": the promise");
      }
    }
  }

  private static double mean(Recuts recuts, double alpha, double delta) {
    double sum = 0;
    for (int cut = 0; cut < COVERAGE_CUTS; cut++) {
      sum += recuts.selective(alpha, delta, 1000 + cut).coverage();
    }
    return sum / COVERAGE_CUTS;
  }

  private static double broken(Recuts recuts) {
    int broken = 0;
    for (int cut = 0; cut < PROMISE_CUTS; cut++) {
      broken +=
          recuts.selective(PROMISE_ALPHA, PROMISE_DELTA, 5000 + cut).trueRisk() > PROMISE_ALPHA
              ? 1
              : 0;
    }
    return (double) broken / PROMISE_CUTS;
  }

  private static double promiseBar() {
    return PROMISE_DELTA + 2 * Math.sqrt(PROMISE_DELTA * (1 - PROMISE_DELTA) / PROMISE_CUTS);
  }

  private static double naive(Recuts recuts) {
    int broken = 0;
    for (int cut = 0; cut < PROMISE_CUTS; cut++) {
      broken += recuts.naive(PROMISE_ALPHA, 5000 + cut).trueRisk() > PROMISE_ALPHA ? 1 : 0;
    }
    return (double) broken / PROMISE_CUTS;
  }

  /// A student whose risk rises evenly from the surest call to the least sure.
  private static void madeUp(String name, double surest, double leastSure, boolean naiveFails) {
    int n = 2500;
    SplittableRandom random = new SplittableRandom(7);
    double[] confidence = new double[n];
    boolean[] wrong = new boolean[n];
    for (int i = 0; i < n; i++) {
      confidence[i] = random.nextDouble();
      wrong[i] = random.nextDouble() < leastSure + (surest - leastSure) * confidence[i];
    }
    Recuts recuts = Recuts.of(confidence, wrong);
    double broken = broken(recuts);
    double withoutBound = naive(recuts);
    Print.line(
        "%-20s made up: agree %.3f, cov.10 %.3f, broken %.3f, naive threshold broken %.3f",
        name, recuts.agreement(), mean(recuts, 0.10, DELTA), broken, withoutBound);
    if (broken > promiseBar()) {
      Print.miss(name + ": the promise");
    }
    if (naiveFails && withoutBound <= promiseBar()) {
      Print.miss(name + ": the check, for a threshold without a bound passes it");
    }
  }

  static AuditOptions options(boolean encoders) {
    PriceCatalogue none =
        new PriceCatalogue(List.of(), Map.of(), List.of(), new CurrencyRates(List.of()));
    return new AuditOptions(
        0.10,
        0.05,
        Promise.SELECTIVE,
        AuditOptions.Loss.RECORD,
        encoders,
        false,
        1,
        Runtime.getRuntime().availableProcessors(),
        AuditOptions.Examples.NONE,
        none,
        "none",
        0.02,
        BigDecimal.ZERO);
  }

  static List<String> all() {
    return Arrays.asList(
        "clinc_home_wallet",
        "banking77",
        "gold_headlines",
        "thucnews_zh",
        "snips_slots",
        "conll_ner",
        "sst2",
        "tweet_emotion",
        "tweet_offensive",
        "tnews_zh",
        "iflytek_zh");
  }
}
