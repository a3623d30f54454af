package io.millrace.learn.route;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Made-up questions of an easy and a hard kind, and how two made-up models did on them.
final class Questions {
  private static final String[] EASY = {"capital", "colour", "animal", "river", "season", "fruit"};
  private static final String[] HARD = {
    "integral", "eigenvalue", "statute", "enzyme", "isotope", "theorem"
  };

  private Questions() {}

  static boolean hard(String prompt) {
    return prompt.contains("Derive");
  }

  /// The cheap model is right on 9 in 10 easy and 4 in 10 hard ones, the strong one on 9 in 10.
  static List<RouteExample> of(int count, long seed) {
    var random = new SplittableRandom(seed);
    var examples = new ArrayList<RouteExample>();
    for (int i = 0; i < count; i++) {
      boolean hard = random.nextBoolean();
      String[] words = hard ? HARD : EASY;
      String prompt =
          (hard ? "Derive the " : "Name the ")
              + words[random.nextInt(words.length)]
              + " of the "
              + words[random.nextInt(words.length)]
              + " in case "
              + random.nextInt(100_000);
      examples.add(
          new RouteExample(
              prompt,
              random.nextDouble() < (hard ? 0.4 : 0.9) ? 1 : 0,
              random.nextDouble() < 0.9 ? 1 : 0));
    }
    return examples;
  }
}
