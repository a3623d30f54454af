package io.millrace.flywheel.route;

import io.millrace.learn.route.PromptFeatures;
import io.millrace.learn.route.RouteExample;
import io.millrace.learn.route.Router;
import io.millrace.learn.route.RouterOptions;
import io.millrace.learn.route.RouterTrainer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Scores every prompt by a router that saw neither it nor one of its group.
///
/// Nested: whatever a router's training chooses, it chooses on its own training folds.
public final class CrossValidation {
  private CrossValidation() {}

  /// The score of each prompt.
  ///
  /// @param examples in the order in which the prompts were read
  /// @param groups of prompts that go into one fold, such as near-duplicates; numbered from 0
  /// @param folds how many, at least 2
  /// @param options the folds follow from its seed too
  public static double[] scores(
      PromptFeatures features,
      List<RouteExample> examples,
      int[] groups,
      int folds,
      RouterOptions options) {
    int[] foldOf = folds(groups, folds, options.seed());
    var scores = new double[examples.size()];
    for (int fold = 0; fold < folds; fold++) {
      int held = fold;
      int[] rows = IntStream.range(0, foldOf.length).filter(i -> foldOf[i] != held).toArray();
      Router router = RouterTrainer.train(features, rows, examples, options).router();
      for (int i = 0; i < foldOf.length; i++) {
        if (foldOf[i] == held) {
          scores[i] = router.score(features, i);
        }
      }
    }
    return scores;
  }

  /// A fold for each prompt: groups are dealt out in random order.
  ///
  /// @param groups numbered from 0
  public static int[] folds(int[] groups, int folds, long seed) {
    var foldOfGroup = new int[Arrays.stream(groups).max().orElse(-1) + 1];
    var random = new SplittableRandom(seed);
    for (int i = 0; i < foldOfGroup.length; i++) {
      int j = random.nextInt(i + 1);
      foldOfGroup[i] = foldOfGroup[j];
      foldOfGroup[j] = i % folds;
    }
    return Arrays.stream(groups).map(group -> foldOfGroup[group]).toArray();
  }
}
