package io.millrace.learn.route;

import io.millrace.learn.text.NearDuplicates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/*
 * Two models being right or wrong on a prompt is mostly luck as far as the prompt's text can tell, so
 * what is fitted must be strongly regularised and everything weak must be added up. Ridge regression on
 * the difference of the two models' results does both: its least-squares target is the expected gain,
 * which is the best order of prompts for the strong model's calls, and as a Gaussian process it lets
 * each kind of feature explain a fixed share. (Fitting both models' results apart and subtracting gives
 * the same function, since ridge regression is linear in its targets.) The one setting that is chosen,
 * the penalty, is chosen by the squared error of predictions out of fold.
 */

/// Trains routers: seconds of work for ten thousand prompts, not counting sentence encoders.
///
/// The same examples, options and seed give the same router bit for bit on any number of threads,
/// as long as no encoder is read (an encoder's vectors may differ in the last bits from one
/// processor to another). Stateless; a call works on the threads allowed, which end with it.
public final class RouterTrainer {
  /// The fewest examples that are worth more than a mean.
  private static final int FEWEST = 20;

  private static final int FOLDS = 5;
  private static final int FOLDS_OF_MANY = 3;
  private static final int MANY = 3000;
  private static final int STEPS = 30;
  private static final Blend BLEND = new Blend(0.1, 0.2, 0.5, 0.2);
  private static final double[] PENALTIES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

  private RouterTrainer() {}

  /// Trains a router.
  ///
  /// @throws IllegalArgumentException without examples
  public static TrainedRouter train(List<RouteExample> examples, RouterOptions options) {
    var features =
        PromptFeatures.of(
            examples.stream().map(RouteExample::prompt).toList(),
            options.encoders(),
            options.threads());
    return train(features, IntStream.range(0, features.size()).toArray(), examples, options);
  }

  /// Trains a router on a part of prompts that were read already.
  ///
  /// @param rows which of the examples are trained on; the others are not looked at
  /// @param examples all of them, in the order in which their prompts were read
  /// @param options its `encoders` plays no part: what was read is used
  public static TrainedRouter train(
      PromptFeatures features, int[] rows, List<RouteExample> examples, RouterOptions options) {
    if (features.size() != examples.size() || rows.length == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d prompts read, %d examples, %d to train on.",
              features.size(),
              examples.size(),
              rows.length));
    }
    double[] gains = Arrays.stream(rows).mapToDouble(row -> examples.get(row).gain()).toArray();
    double[] asGood = Arrays.stream(rows).mapToDouble(row -> examples.get(row).asGood()).toArray();
    return new Work(features, rows, gains, asGood, options).run();
  }

  private static final class Work {
    private final PromptFeatures features;
    private final int[] rows;
    private final double[] gains;
    private final double[] asGood;
    private final RouterOptions options;
    private final Design design;
    private final float[] prior;

    Work(
        PromptFeatures features,
        int[] rows,
        double[] gains,
        double[] asGood,
        RouterOptions options) {
      this.features = features;
      this.rows = rows;
      this.gains = gains;
      this.asGood = asGood;
      this.options = options;
      design = new Design(features, rows);
      prior = design.prior(BLEND);
    }

    TrainedRouter run() {
      double[][] outOfFold = new double[PENALTIES.length][rows.length];
      RidgePath whole = rows.length < FEWEST ? path(new int[0]) : fit(outOfFold);
      int best = 0;
      for (int p = 1; p < PENALTIES.length; p++) {
        best = error(outOfFold[p]) < error(outOfFold[best]) ? p : best;
      }
      double mean = Arrays.stream(gains).average().orElse(0);
      if (rows.length < FEWEST) {
        Arrays.fill(outOfFold[best], mean);
      }
      var calibration = Calibration.of(outOfFold[best], asGood);
      float[] weights = whole.weights(PENALTIES[best]);
      var router = router(weights, rows.length < FEWEST ? mean : whole.mean(), calibration);
      double[] scores = Arrays.stream(outOfFold[best]).map(calibration::probability).toArray();
      return new TrainedRouter(router, scores, outOfFold[best], notes(outOfFold, best, mean));
    }

    private RidgePath path(int[] members) {
      return new RidgePath(design, members, gains, prior, STEPS);
    }

    /// Predicts each example by paths that were not fitted to it, for every penalty, and fits all.
    private RidgePath fit(double[][] outOfFold) {
      int[] foldOf = folds();
      int folds = Arrays.stream(foldOf).max().orElse(0) + 1;
      try (var pool = Executors.newFixedThreadPool(options.threads())) {
        var pending = new ArrayList<Future<?>>();
        for (int fold = 0; fold < folds; fold++) {
          int held = fold;
          pending.add(pool.submit(() -> predict(foldOf, held, outOfFold)));
        }
        Future<RidgePath> whole =
            pool.submit(() -> path(IntStream.range(0, rows.length).toArray()));
        for (Future<?> each : pending) {
          each.get();
        }
        return whole.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Training was interrupted.", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("A part of the training failed.", e.getCause());
      }
    }

    private void predict(int[] foldOf, int held, double[][] outOfFold) {
      int[] members = IntStream.range(0, rows.length).filter(i -> foldOf[i] != held).toArray();
      var path = path(members);
      for (int p = 0; p < PENALTIES.length; p++) {
        float[] weights = path.weights(PENALTIES[p]);
        for (int i = 0; i < rows.length; i++) {
          if (foldOf[i] == held) {
            outOfFold[p][i] = path.mean() + design.times(i, weights);
          }
        }
      }
    }

    /// A fold for each example; near-duplicates are in one.
    private int[] folds() {
      int[] clusters =
          NearDuplicates.clusters(Arrays.stream(rows).mapToObj(features.prompts()::get).toList());
      int count = rows.length > MANY ? FOLDS_OF_MANY : FOLDS;
      var foldOfCluster = new int[Arrays.stream(clusters).max().orElse(0) + 1];
      var random = new SplittableRandom(options.seed());
      for (int i = 0; i < foldOfCluster.length; i++) {
        int j = random.nextInt(i + 1);
        foldOfCluster[i] = foldOfCluster[j];
        foldOfCluster[j] = i % count;
      }
      return Arrays.stream(clusters).map(cluster -> foldOfCluster[cluster]).toArray();
    }

    private double error(double[] predicted) {
      double sum = 0;
      for (int i = 0; i < predicted.length; i++) {
        sum += (predicted[i] - gains[i]) * (predicted[i] - gains[i]);
      }
      return sum / predicted.length;
    }

    private Router router(float[] weights, double mean, Calibration calibration) {
      int dimension = design.mean.length;
      var raw = new float[dimension];
      double bias = mean;
      for (int k = 0; k < dimension; k++) {
        raw[k] = weights[k] * design.inverse[k];
        bias -= (double) raw[k] * design.mean[k];
      }
      var ngrams =
          new NgramWeights(
              design.keys(), design.idf(), Arrays.copyOfRange(weights, dimension, weights.length));
      return new Router(features.readings(), raw, ngrams, bias, calibration);
    }

    private List<String> notes(double[][] outOfFold, int best, double mean) {
      if (rows.length < FEWEST) {
        return List.of("Too few examples: every prompt has the same score.");
      }
      double without = Arrays.stream(gains).map(g -> (g - mean) * (g - mean)).average().orElse(0);
      return List.of(
          String.format(
              Locale.ROOT,
              "Penalty %.0f of %s: out of fold it explains %.2f%% of the variance of the gain.",
              PENALTIES[best],
              Arrays.toString(PENALTIES),
              100 * (1 - error(outOfFold[best]) / without)));
    }
  }
}
