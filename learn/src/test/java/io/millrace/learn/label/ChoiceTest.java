package io.millrace.learn.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learn.label.Choice.Part;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ChoiceTest {
  private static final int EXAMPLES = 2000;
  private static final int LABELS = 5;

  private final int[] truth = new int[EXAMPLES];
  private final SplittableRandom random = new SplittableRandom(4);

  ChoiceTest() {
    for (int i = 0; i < EXAMPLES; i++) {
      truth[i] = random.nextInt(LABELS);
    }
  }

  @Test
  void atMostOneSettingOfTheNgramsIsChosen() {
    for (int round = 0; round < 5; round++) {
      float[][][] scores = {member(0.5), member(0.55), member(0.6), member(0.5)};
      var choice = choose(scores, Part.NGRAM, Part.NGRAM, Part.NGRAM, Part.TOKENS);
      assertThat(Arrays.stream(choice.shares()).limit(3).filter(s -> s > 0).count())
          .isLessThanOrEqualTo(1);
      assertThat(Arrays.stream(choice.shares()).sum()).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void theBetterSettingIsChosen() {
    float[][][] scores = {member(0.3), member(0.9)};
    assertThat(choose(scores, Part.NGRAM, Part.NGRAM).shares()).containsExactly(0, 1);
  }

  @Test
  void amongEqualSettingsTheFirstIsChosen() {
    float[][] one = member(0.8);
    assertThat(choose(new float[][][] {one, one}, Part.NGRAM, Part.NGRAM).shares())
        .containsExactly(1, 0);
  }

  @Test
  void membersThatErrApartAreAveraged() {
    float[][][] scores = {member(0.5), member(0.5)};
    assertThat(choose(scores, Part.NGRAM, Part.TOKENS).shares()).doesNotContain(0, 1);
  }

  @Test
  void anEncoderMustEarnItsPlace() {
    float[][] good = member(0.97);
    assertThat(choose(new float[][][] {good, good}, Part.NGRAM, Part.ENCODER).shares())
        .containsExactly(1, 0);
    float[][][] scores = {member(0.3), member(0.97)};
    assertThat(choose(scores, Part.NGRAM, Part.ENCODER).shares()[1]).isGreaterThan(0);
  }

  private Choice choose(float[][][] scores, Part... parts) {
    return Choice.of(scores, List.of(parts), truth, 0.1);
  }

  /// Noisy scores in which the true label stands out the more, the greater `skill`.
  private float[][] member(double skill) {
    var scores = new float[EXAMPLES][LABELS];
    for (int i = 0; i < EXAMPLES; i++) {
      for (int c = 0; c < LABELS; c++) {
        scores[i][c] = (float) (random.nextGaussian() + (c == truth[i] ? 5 * skill : 0));
      }
      Softmax.log(scores[i]);
    }
    return scores;
  }
}
