package io.millrace.bench;

import io.millrace.flywheel.route.CascadeCertifier;
import io.millrace.flywheel.route.CascadeRow;
import io.millrace.flywheel.route.CascadeVerdict;
import io.millrace.flywheel.route.CrossValidation;
import io.millrace.flywheel.route.RouterScore;
import io.millrace.flywheel.route.SavingOrder;
import io.millrace.learn.route.PromptFeatures;
import io.millrace.learn.route.RouterOptions;
import io.millrace.learn.route.RouterTrainer;
import io.millrace.learn.route.TrainedRouter;
import io.millrace.learn.text.NearDuplicates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/*
 * Routing on recorded pairs. APGR: five-fold cross-validation under several fold seeds, near-duplicates
 * in one fold; a router's penalty and calibration are chosen inside its training folds. The interval is
 * a bootstrap over groups of prompts and over the fold seeds.
 *
 * Cascade: a random half trains the router; its out-of-fold scores are the tuning calls on which
 * thresholds and stakes are fixed; the other half is opened once and certifies. Repeated over cuts, a
 * cut without a certificate saving 0. Each cut alone is a valid certificate; their mean says what to
 * expect of one.
 */

/// How well routers do on recorded results of pairs of models, scored as the papers score them.
final class Routers {
  private static final int FOLDS = 5;
  private static final int DRAWS = 2000;
  private static final double LEVEL = 0.95;
  private static final double MARGIN = 0.02;
  private static final double DELTA = 0.05;

  /// The best row of RouteLLM's tables (arXiv 2406.18665).
  private static final Map<String, Double> PAPER = Map.of("mmlu", 0.603, "gsm8k", 0.622);

  /// What the mean APGR must reach; the interval must stay above 0.5 as well.
  private static final Map<String, Double> BARS = Map.of("mmlu", 0.60, "gsm8k", 0.50);

  private final RoutingSet set;
  private final PromptFeatures features;
  private final int[] groups;
  private final int threads = Runtime.getRuntime().availableProcessors();

  private Routers(RoutingSet set, boolean encoders) {
    this.set = set;
    long start = System.nanoTime();
    features = PromptFeatures.of(set.prompts(), encoders, threads);
    groups = NearDuplicates.clusters(set.prompts());
    Print.line(
        "== %s: %d prompts in %d groups, read in %.1f s; cheap %s right %.3f, strong %s right %.3f",
        set.name(),
        set.size(),
        Arrays.stream(groups).max().orElse(-1) + 1,
        seconds(start),
        set.cheap(),
        Arrays.stream(set.cheapQuality()).average().orElse(0),
        set.strong(),
        Arrays.stream(set.strongQuality()).average().orElse(0));
  }

  /// @param encoders whether routers read sentence encoders too
  /// @param names of the sets to run
  static void run(Path data, boolean encoders, List<String> names) throws IOException {
    Path routing = data.resolve("routing");
    for (String name : names) {
      RoutingSet set =
          name.equals("routerarena")
              ? RoutingSet.routerArena(
                  routing.resolve("routerarena_haiku_vs_gemini_flash.jsonl.gz"))
              : RoutingSet.routeLlm(routing.resolve("routellm_" + name + ".csv.gz"), name);
      boolean large = set.size() > 3000;
      var routers = new Routers(set, encoders);
      routers.score(large ? 3 : 20);
      routers.cascade(large ? 10 : 40);
      routers.speed();
    }
    Print.line("RouteLLM's routers learned from Chatbot Arena and augmentation, not from these");
    Print.line(
        "questions; ours learn from other folds of the same questions. Same two models, same");
    Print.line(
        "recorded results, same metric; our files hold a part of each benchmark. So our rows say");
    Print.line(
        "what routing reaches once own traffic is known, not that the method alone is better.");
  }

  static List<String> all() {
    return List.of("mmlu", "gsm8k", "routerarena");
  }

  private void score(int seeds) {
    long start = System.nanoTime();
    double[] cheap = set.cheapQuality();
    double[] strong = set.strongQuality();
    List<double[]> runs = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      runs.add(
          CrossValidation.scores(
              features, set.examples(), groups, FOLDS, new RouterOptions(seed, threads, true)));
    }
    double took = seconds(start) / seeds / FOLDS;
    List<RouterScore> exact =
        runs.stream().map(scores -> RouterScore.of(scores, cheap, strong)).toList();
    List<RouterScore> binned =
        runs.stream().map(scores -> RouterScore.binned(scores, cheap, strong, 10)).toList();
    var interval = RouterScore.interval(runs, groups, cheap, strong, LEVEL, DRAWS, 1);
    Print.line("%-38s %6s %15s %7s %7s", "router", "APGR", "95% interval", "CPT50", "CPT80");
    Print.line(
        "%-38s %6.3f [%.3f, %.3f] %6.1f%% %6.1f%%  (%d x %d folds, spread over seeds %.3f, %.1f s a"
            + " training)",
        "ours, every prompt a point",
        mean(exact, RouterScore::apgr),
        interval.lower(),
        interval.upper(),
        100 * mean(exact, RouterScore::cpt50),
        100 * mean(exact, RouterScore::cpt80),
        seeds,
        FOLDS,
        spread(exact, RouterScore::apgr),
        took);
    line("ours, ten bins as in RouteLLM's code", binned);
    double[] shortFirst = set.prompts().stream().mapToDouble(p -> -p.length()).toArray();
    line("short prompts to the cheap model", List.of(RouterScore.of(shortFirst, cheap, strong)));
    Print.line("%-38s %6.3f %16s %6.1f%% %6.1f%%", "random", 0.5, "", 50.0, 80.0);
    if (PAPER.containsKey(set.name())) {
      Print.line("%-38s %6.3f", "RouteLLM's best (other training data)", PAPER.get(set.name()));
    }
    double bar = BARS.getOrDefault(set.name(), 0.0);
    if (bar > 0 && (mean(exact, RouterScore::apgr) < bar || interval.lower() <= 0.5)) {
      Print.miss(set.name() + ": APGR");
    }
    againstStrongAlone(runs);
  }

  private static void line(String name, List<RouterScore> scores) {
    Print.line(
        "%-38s %6.3f %16s %6.1f%% %6.1f%%",
        name,
        mean(scores, RouterScore::apgr),
        "",
        100 * mean(scores, RouterScore::cpt50),
        100 * mean(scores, RouterScore::cpt80));
  }

  /// What asking the cheap model for a fixed share of the prompts does, against the strong model
  /// alone.
  private void againstStrongAlone(List<double[]> runs) {
    double[] cheap = set.cheapQuality();
    double[] strong = set.strongQuality();
    for (double share : new double[] {0.1, 0.2, 0.3, 0.5}) {
      double sum = 0;
      double saved = 0;
      for (double[] scores : runs) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double threshold = sorted[(int) ((1 - share) * sorted.length)];
        for (int i = 0; i < scores.length; i++) {
          if (scores[i] >= threshold) {
            sum += cheap[i] - strong[i];
            saved += set.strongCost()[i] - set.cheapCost()[i];
          }
        }
      }
      Print.line(
          "cheap model asked for its surest %2.0f%%: quality %+.4f against the strong model, cost"
              + " %+.1f%%",
          100 * share,
          sum / runs.size() / set.size(),
          -100 * saved / runs.size() / Arrays.stream(set.strongCost()).sum());
    }
  }

  private void cascade(int cuts) {
    List<CascadeVerdict.Certified> certified = new ArrayList<>();
    Map<String, Integer> refusals = new TreeMap<>();
    for (int cut = 1; cut <= cuts; cut++) {
      switch (certify(cut)) {
        case CascadeVerdict.Certified yes -> certified.add(yes);
        case CascadeVerdict.Refused no ->
            refusals.merge(no.reason().getClass().getSimpleName(), 1, Integer::sum);
      }
    }
    Print.line(
        "cascade within %.0f points of the strong model at %.0f%%: certified in %d of %d cuts,"
            + " refused %s",
        100 * MARGIN, 100 * (1 - DELTA), certified.size(), cuts, refusals);
    Print.line(
        "  mean saving over all cuts %.1f%% of the strong model's cost, cheap answers %.1f%%",
        100 * certified.stream().mapToDouble(CascadeVerdict.Certified::saving).sum() / cuts,
        100 * certified.stream().mapToDouble(CascadeVerdict.Certified::cheapShare).sum() / cuts);
    Print.line(
        "  where certified: loss against the strong model as seen %+.4f, bound %.4f",
        certified.stream().mapToDouble(c -> c.step().difference()).average().orElse(0),
        certified.stream().mapToDouble(CascadeVerdict.Certified::upper).average().orElse(0));
  }

  private CascadeVerdict certify(int cut) {
    int[] half = CrossValidation.folds(groups, 2, 1000 + cut);
    int[] train = IntStream.range(0, half.length).filter(i -> half[i] == 0).toArray();
    int[] certify = IntStream.range(0, half.length).filter(i -> half[i] == 1).toArray();
    TrainedRouter trained =
        RouterTrainer.train(features, train, set.examples(), new RouterOptions(cut, threads, true));
    var order =
        SavingOrder.of(
            IntStream.of(train).mapToObj(this::prompt).toList(),
            IntStream.of(train)
                .mapToDouble(i -> set.strongCost()[i] - set.cheapCost()[i])
                .toArray());
    double[] tuneGains = trained.outOfFoldGains();
    List<CascadeRow> tune =
        IntStream.range(0, train.length)
            .mapToObj(i -> set.row(train[i], order.score(tuneGains[i], prompt(train[i]))))
            .toList();
    return CascadeCertifier.of(tune, certify.length, MARGIN, DELTA)
        .certify(
            IntStream.of(certify)
                .mapToObj(
                    i -> set.row(i, order.score(trained.router().gain(features, i), prompt(i))))
                .toList());
  }

  /// The time from a prompt's text to its score, one thread.
  private void speed() {
    int[] all = IntStream.range(0, set.size()).toArray();
    var router =
        RouterTrainer.train(features, all, set.examples(), new RouterOptions(1, threads, true))
            .router();
    int count = Math.min(set.size(), router.encoder() ? 200 : 5000);
    var micros = new double[count];
    double sum = 0;
    for (int pass = 0; pass < (router.encoder() ? 1 : 4); pass++) {
      for (int i = 0; i < count; i++) {
        long start = System.nanoTime();
        sum += router.score(prompt(i));
        micros[i] = (System.nanoTime() - start) / 1e3;
      }
    }
    Arrays.sort(micros);
    Print.line(
        "scoring a text: median %.0f µs, p99 %.0f µs; %d KB of weights; reads %s (mean score %.3f)",
        micros[count / 2],
        micros[count * 99 / 100],
        router.bytes() / 1024,
        router.members(),
        sum / count / (router.encoder() ? 1 : 4));
  }

  private String prompt(int i) {
    return set.examples().get(i).prompt();
  }

  private static double mean(List<RouterScore> scores, ToDoubleFunction<RouterScore> of) {
    return scores.stream().mapToDouble(of).average().orElse(0);
  }

  private static double spread(List<RouterScore> scores, ToDoubleFunction<RouterScore> of) {
    double mean = mean(scores, of);
    double squares =
        scores.stream().mapToDouble(s -> Math.pow(of.applyAsDouble(s) - mean, 2)).sum();
    return Math.sqrt(squares / Math.max(1, scores.size() - 1));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
