package io.millrace.learn.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learn.text.NgramCorpus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NgramTrainingTest {
  private static final int LABELS = 3;
  private static final String[][] WORDS = {
    {"card", "pin", "atm"}, {"fee", "charge", "cost"}, {"转账", "汇款", "transfer"}
  };

  @Test
  void theServedMemberScoresAsFullWeightsDo() {
    var lessons = new Lessons();
    var trained = lessons.train();
    for (float share : NgramTraining.SHARES) {
      var member = NgramMember.of(trained, share);
      for (int text = 0; text < lessons.texts.size(); text++) {
        var full = new float[LABELS];
        var served = new float[LABELS];
        trained.logProbabilities(text, share, full);
        member.logProbabilities(lessons.texts.get(text), served);
        for (int c = 0; c < LABELS; c++) {
          assertThat(Math.exp(served[c])).isCloseTo(Math.exp(full[c]), within(0.01));
        }
      }
    }
  }

  @Test
  void sharesAreAddedInProportionToEveryFeature() {
    var trained = new Lessons().train();
    float low = NgramTraining.SHARES.get(1);
    float high = NgramTraining.SHARES.get(2);
    boolean differs = false;
    for (int feature = 0; feature < trained.idf.length; feature++) {
      float[] none = trained.row(feature, 0);
      assertThat(none).isEqualTo(trained.weights[feature]);
      for (int c = 0; c < LABELS; c++) {
        float added = trained.row(feature, low)[c] - none[c];
        differs |= Math.abs(added) > 1e-3f;
        assertThat(trained.row(feature, high)[c] - none[c])
            .isCloseTo(added * high / low, within(1e-5f));
      }
    }
    assertThat(differs).isTrue();
  }

  private static final class Lessons {
    final List<String> texts = new ArrayList<>();
    final List<Integer> labels = new ArrayList<>();

    Lessons() {
      var random = new SplittableRandom(3);
      for (int i = 0; i < 90; i++) {
        int label = random.nextInt(LABELS);
        texts.add(
            "about my " + WORDS[label][random.nextInt(3)] + " number " + random.nextInt(1000));
        labels.add(label);
      }
    }

    NgramTraining train() {
      var importance = new float[texts.size()];
      Arrays.fill(importance, 1);
      return new NgramTraining(
          new NgramCorpus(texts),
          IntStream.range(0, texts.size()).toArray(),
          labels.stream().mapToInt(l -> l).toArray(),
          importance,
          LABELS,
          new NgramTraining.Settings(5, 0.03, 1),
          7);
    }
  }
}
