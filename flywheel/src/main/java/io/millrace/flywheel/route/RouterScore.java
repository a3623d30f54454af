package io.millrace.flywheel.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/*
 * Ong et al., RouteLLM: Learning to Route LLMs with Preference Data, 2024, arXiv 2406.18665, section 3.
 * PGR = (quality of the router - quality of the cheap model) / (quality of the strong one - quality of
 * the cheap one), at a share of strong calls; APGR is the area under it over all shares, CPT(x) the
 * least share at which PGR reaches x. A random router has an APGR of 0.5 and a CPT(x) of x.
 *
 * The paper's code cuts the scores at their ten-quantiles, counts scores equal to a cut as strong calls
 * (but not at the last cut), and joins the eleven points by straight lines; `binned` does the same.
 * `of` takes every prompt as a point, and prompts of equal score in random order, on average.
 */

/// How well scores order prompts for a strong model's calls, measured as the papers on routers do.
///
/// @param apgr the average performance gap recovered
/// @param cpt50 the least share of strong calls that recovers half of the gap
/// @param cpt80 the least share of strong calls that recovers four fifths of it
/// @param curve the points, from no strong call to strong calls only
public record RouterScore(double apgr, double cpt50, double cpt80, List<Point> curve) {
  public RouterScore {
    curve = List.copyOf(curve);
  }

  /// What is recovered at a share of strong calls.
  ///
  /// @param strongShare in \[0, 1\]
  /// @param recovered the share of the gap, below 0 or above 1 where the router does worse or
  ///   better than either model alone
  public record Point(double strongShare, double recovered) {}

  /// A confidence interval.
  public record Interval(double lower, double upper) {}

  /// Scores a router, every prompt a point.
  ///
  /// @param scores the higher, the more willingly the cheap model is asked
  /// @param cheap how good the cheap model's answers were
  /// @param strong how good the strong model's answers were
  /// @throws IllegalArgumentException when the strong model is not the better one on average
  public static RouterScore of(double[] scores, double[] cheap, double[] strong) {
    double gap = gap(scores, cheap, strong);
    int[] order = lowestFirst(scores);
    var points = new ArrayList<Point>();
    points.add(new Point(0, 0));
    double sum = 0;
    for (int i = 0; i < order.length; i++) {
      sum += strong[order[i]] - cheap[order[i]];
      if (i + 1 == order.length || scores[order[i]] != scores[order[i + 1]]) {
        points.add(new Point((i + 1.0) / order.length, sum / gap));
      }
    }
    return of(points);
  }

  /// Scores a router as the paper's code does.
  ///
  /// @param bins how many, 10 in the paper
  public static RouterScore binned(double[] scores, double[] cheap, double[] strong, int bins) {
    double gap = gap(scores, cheap, strong);
    double[] willing = Arrays.stream(scores).map(s -> -s).toArray();
    double[] sorted = willing.clone();
    Arrays.sort(sorted);
    var points = new ArrayList<Point>();
    for (int cut = bins; cut >= 0; cut--) {
      double threshold = quantile(sorted, (double) cut / bins);
      int calls = 0;
      double sum = 0;
      for (int i = 0; i < willing.length; i++) {
        if (willing[i] > threshold || willing[i] == threshold && cut < bins) {
          calls++;
          sum += strong[i] - cheap[i];
        }
      }
      points.add(new Point((double) calls / willing.length, sum / gap));
    }
    return of(points);
  }

  /// A percentile bootstrap interval for the mean APGR over several cross-validations: whole groups
  /// of prompts are drawn again, and one of the cross-validations. What another set of training
  /// prompts would have changed is in it only as far as the folds differ.
  ///
  /// @param scores of each cross-validation
  /// @param groups of prompts that stand or fall together, such as near-duplicates; numbered from 0
  /// @param level such as 0.95
  public static Interval interval(
      List<double[]> scores,
      int[] groups,
      double[] cheap,
      double[] strong,
      double level,
      int draws,
      long seed) {
    int count = Arrays.stream(groups).max().orElse(-1) + 1;
    List<int[]> orders = scores.stream().map(RouterScore::lowestFirst).toList();
    var random = new SplittableRandom(seed);
    var found = new double[draws];
    for (int draw = 0; draw < draws; draw++) {
      var weight = new int[count];
      for (int i = 0; i < count; i++) {
        weight[random.nextInt(count)]++;
      }
      found[draw] =
          weighted(orders.get(random.nextInt(orders.size())), groups, weight, cheap, strong);
    }
    Arrays.sort(found);
    return new Interval(quantile(found, (1 - level) / 2), quantile(found, 1 - (1 - level) / 2));
  }

  private static double weighted(
      int[] order, int[] groups, int[] weight, double[] cheap, double[] strong) {
    double gained = 0;
    double area = 0;
    long calls = 0;
    for (int i : order) {
      double gain = weight[groups[i]] * (strong[i] - cheap[i]);
      area += weight[groups[i]] * (gained + gain / 2);
      gained += gain;
      calls += weight[groups[i]];
    }
    return area / (calls * gained);
  }

  private static RouterScore of(List<Point> points) {
    double area = 0;
    for (int i = 1; i < points.size(); i++) {
      Point a = points.get(i - 1);
      Point b = points.get(i);
      area += (b.strongShare - a.strongShare) * (a.recovered + b.recovered) / 2;
    }
    double width = points.getLast().strongShare - points.getFirst().strongShare;
    return new RouterScore(area / width, least(points, 0.5), least(points, 0.8), points);
  }

  /// The least share at which the line through the points reaches a height.
  private static double least(List<Point> points, double height) {
    for (int i = 1; i < points.size(); i++) {
      Point a = points.get(i - 1);
      Point b = points.get(i);
      if (a.recovered >= height) {
        return a.strongShare;
      }
      if (b.recovered >= height) {
        double part = (height - a.recovered) / (b.recovered - a.recovered);
        return a.strongShare + part * (b.strongShare - a.strongShare);
      }
    }
    return 1;
  }

  private static double gap(double[] scores, double[] cheap, double[] strong) {
    if (scores.length != cheap.length || cheap.length != strong.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d scores, %d cheap answers, %d strong ones.",
              scores.length,
              cheap.length,
              strong.length));
    }
    double gap = Arrays.stream(strong).sum() - Arrays.stream(cheap).sum();
    if (!(gap > 0)) {
      throw new IllegalArgumentException(
          "The strong model is not the better one: its answers' sum less the cheap one's is "
              + gap);
    }
    return gap;
  }

  private static int[] lowestFirst(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Double.compare(scores[a], scores[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// The quantile of sorted values, by straight lines between them.
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
