package io.millrace.flywheel.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RouterScoreTest {
  private static final double[] CHEAP = {0, 1, 0, 1};
  private static final double[] STRONG = {1, 1, 1, 1};

  @Test
  void areaAndLeastSharesAreThoseComputedByHand() {
    // Lowest score first, the strong model adds 1, 0, 1, 0: it has recovered 0, 1/2, 1/2, 1, 1.
    var score = RouterScore.of(new double[] {0.1, 0.2, 0.3, 0.4}, CHEAP, STRONG);
    assertThat(score.apgr()).isCloseTo(0.625, within(1e-12));
    assertThat(score.cpt50()).isCloseTo(0.25, within(1e-12));
    assertThat(score.cpt80()).isCloseTo(0.65, within(1e-12));
    assertThat(score.curve())
        .containsExactly(
            new RouterScore.Point(0, 0),
            new RouterScore.Point(0.25, 0.5),
            new RouterScore.Point(0.5, 0.5),
            new RouterScore.Point(0.75, 1),
            new RouterScore.Point(1, 1));
  }

  @Test
  void theBestAndTheWorstOrderAreMirrorImages() {
    assertThat(RouterScore.of(CHEAP, CHEAP, STRONG).apgr()).isCloseTo(0.75, within(1e-12));
    double[] worst = Arrays.stream(CHEAP).map(c -> -c).toArray();
    assertThat(RouterScore.of(worst, CHEAP, STRONG).apgr()).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void equalScoresCountAsARandomRouter() {
    var score = RouterScore.of(new double[4], CHEAP, STRONG);
    assertThat(score.apgr()).isCloseTo(0.5, within(1e-12));
    assertThat(score.cpt50()).isCloseTo(0.5, within(1e-12));
    assertThat(score.cpt80()).isCloseTo(0.8, within(1e-12));
  }

  @Test
  void theOrderOfPromptsDoesNotMatterAmongEqualScores() {
    double[] scores = {0.5, 0.5, 0.2, 0.2};
    double[] reversed = {0.2, 0.2, 0.5, 0.5};
    assertThat(RouterScore.of(scores, new double[] {0, 1, 0, 1}, STRONG).apgr())
        .isCloseTo(
            RouterScore.of(reversed, new double[] {1, 0, 1, 0}, STRONG).apgr(), within(1e-12));
  }

  @Test
  void binsAreCutAsInThePapersCode() {
    // Computed with numpy by the formulas of routellm/evals: quantiles, then the trapezoidal rule.
    double[] scores = {
      .9, .1, .5, .3, .3, .7, .8, .2, .6, .4, .35, .55, .95, .15, .45, .65, .25, .85, .75, .05
    };
    double[] cheap = {1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0.5};
    double[] strong = {1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1};
    var score = RouterScore.binned(scores, cheap, strong, 10);
    assertThat(score.apgr()).isCloseTo(0.8055555555555557, within(1e-9));
    assertThat(score.cpt50()).isCloseTo(0.175, within(1e-9));
    assertThat(score.curve()).hasSize(11);
  }

  @Test
  void aWorseStrongModelHasNoGapToRecover() {
    assertThatThrownBy(
            () -> RouterScore.of(new double[4], /* cheap= */ STRONG, /* strong= */ CHEAP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not the better one");
  }

  @Test
  void intervalsHoldTheTruthAboutAsOftenAsTheySay() {
    int held = 0;
    int draws = 200;
    for (int seed = 0; seed < draws; seed++) {
      var made = new MadeUp(500, seed);
      var interval =
          RouterScore.interval(
              List.of(made.scores), made.groups, made.cheap, made.strong, 0.95, 300, seed);
      held += interval.lower() <= MadeUp.APGR && MadeUp.APGR <= interval.upper() ? 1 : 0;
    }
    // Two standard errors of 200 draws, and a point for the percentile method.
    assertThat((double) held / draws).isBetween(0.91, 0.99);
  }

  /// The strong model adds 1 with probability 0.4 (1 - score): the recovered share at a share q of
  /// strong calls is 2q - q², whose area is 2/3.
  private static final class MadeUp {
    static final double APGR = 2.0 / 3;

    final double[] scores;
    final double[] cheap;
    final double[] strong;
    final int[] groups;

    MadeUp(int n, long seed) {
      var random = new SplittableRandom(seed);
      scores = new double[n];
      cheap = new double[n];
      strong = new double[n];
      groups = IntStream.range(0, n).toArray();
      for (int i = 0; i < n; i++) {
        scores[i] = random.nextDouble();
        strong[i] = 1;
        cheap[i] = random.nextDouble() < 0.4 * (1 - scores[i]) ? 0 : 1;
      }
    }
  }
}
