package io.millrace.learn.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RouterTrainerTest {
  private static final RouterOptions FAST = new RouterOptions(1, 2, false);

  @Test
  void unseenHardQuestionsScoreLowerThanEasyOnes() {
    var router = RouterTrainer.train(Questions.of(600, 1), FAST).router();
    for (RouteExample unseen : Questions.of(200, 2)) {
      // As good: 0.9 + 0.1 * 0.1 of the easy ones, 0.4 + 0.6 * 0.1 of the hard ones.
      double truth = Questions.hard(unseen.prompt()) ? 0.46 : 0.91;
      assertThat(router.score(unseen.prompt())).isCloseTo(truth, within(0.2));
    }
  }

  @Test
  void gainsOrderPromptsAsScoresDoTheOtherWayRound() {
    var router = RouterTrainer.train(Questions.of(300, 1), FAST).router();
    var prompts = Questions.of(50, 2).stream().map(RouteExample::prompt).toList();
    for (int i = 1; i < prompts.size(); i++) {
      double gains = router.gain(prompts.get(i)) - router.gain(prompts.get(i - 1));
      double scores = router.score(prompts.get(i)) - router.score(prompts.get(i - 1));
      assertThat(gains * scores).isLessThanOrEqualTo(0);
    }
  }

  @Test
  void outOfFoldScoresAreCalibrated() {
    var examples = Questions.of(1000, 3);
    double[] scores = RouterTrainer.train(examples, FAST).outOfFold();
    double predicted = 0;
    double seen = 0;
    for (int i = 0; i < scores.length; i++) {
      predicted += scores[i] / scores.length;
      seen += examples.get(i).asGood() / scores.length;
    }
    assertThat(predicted).isCloseTo(seen, within(0.01));
  }

  @Test
  void promptsReadBeforeScoreAsTheirTextsDo() {
    var examples = Questions.of(200, 4);
    var features =
        PromptFeatures.of(examples.stream().map(RouteExample::prompt).toList(), false, 2);
    int[] rows = IntStream.range(0, 150).toArray();
    var router = RouterTrainer.train(features, rows, examples, FAST).router();
    for (int i = 0; i < 200; i++) {
      assertThat(router.score(features, i))
          .isCloseTo(router.score(examples.get(i).prompt()), within(1e-6));
    }
  }

  @Test
  void whatIsNotTrainedOnPlaysNoPart() throws IOException {
    var examples = Questions.of(200, 4);
    var features =
        PromptFeatures.of(examples.stream().map(RouteExample::prompt).toList(), false, 2);
    int[] rows = IntStream.range(0, 150).toArray();
    var part = RouterTrainer.train(features, rows, examples, FAST).router();
    var alone = RouterTrainer.train(examples.subList(0, 150), FAST).router();
    assertThat(bytes(part)).isEqualTo(bytes(alone));
  }

  @Test
  void theSameSeedGivesTheSameBytesOnAnyNumberOfThreads() throws IOException {
    var examples = Questions.of(300, 5);
    var one = RouterTrainer.train(examples, new RouterOptions(7, 1, false));
    var three = RouterTrainer.train(examples, new RouterOptions(7, 3, false));
    assertThat(bytes(one.router())).isEqualTo(bytes(three.router()));
    assertThat(one.outOfFold()).isEqualTo(three.outOfFold());
  }

  @Test
  void aStoredRouterScoresAsBefore() throws IOException {
    var router = RouterTrainer.train(Questions.of(300, 6), FAST).router();
    byte[] stored = bytes(router);
    var restored = Router.read(new DataInputStream(new ByteArrayInputStream(stored)));
    assertThat(bytes(restored)).isEqualTo(stored);
    for (RouteExample each : Questions.of(20, 7)) {
      assertThat(restored.score(each.prompt())).isEqualTo(router.score(each.prompt()));
    }
    assertThat(restored.members()).containsExactly("surface", "tokens-en", "ngrams");
    assertThat(restored.encoder()).isFalse();
  }

  @Test
  void damagedBytesAreRefused() throws IOException {
    byte[] stored = bytes(RouterTrainer.train(Questions.of(100, 6), FAST).router());
    stored[10] ^= 1;
    assertThatThrownBy(() -> Router.read(new DataInputStream(new ByteArrayInputStream(stored))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aHandfulOfExamplesGivesEveryPromptTheSameScore() {
    var router = RouterTrainer.train(Questions.of(10, 1), FAST).router();
    assertThat(router.score("Name the river")).isEqualTo(router.score("Derive the integral"));
  }

  @Test
  void promptsThatSayNothingGetNearlyTheSameScore() {
    // The models' results are shuffled against the prompts.
    var prompts = Questions.of(600, 1);
    var results = Questions.of(600, 2);
    var examples =
        IntStream.range(0, 600)
            .mapToObj(i ->
                new RouteExample(
                    prompts.get(i).prompt(), results.get(i).cheap(), results.get(i).strong()))
            .toList();
    var router = RouterTrainer.train(examples, FAST).router();
    for (RouteExample each : Questions.of(100, 3)) {
      assertThat(router.score(each.prompt())).isCloseTo(0.685, within(0.08));
    }
  }

  @Test
  void comparisonsAloneAreEnough() {
    var compared =
        Questions.of(600, 1).stream()
            .map(e -> RouteExample.compared(e.prompt(), e.asGood()))
            .toList();
    var router = RouterTrainer.train(compared, FAST).router();
    assertThat(router.score("Name the river of the season in case 5"))
        .isGreaterThan(router.score("Derive the statute of the enzyme in case 5") + 0.3);
  }

  @Test
  void emptyAndOddPromptsHaveAScore() {
    var router = RouterTrainer.train(Questions.of(100, 1), FAST).router();
    for (String odd : List.of("", " ", "\uD800", "12,", "1.", "'", "a".repeat(50_000), "三只小猪。")) {
      assertThat(router.score(odd)).isBetween(0.0, 1.0);
    }
  }

  private static byte[] bytes(Router router) throws IOException {
    var out = new ByteArrayOutputStream();
    router.write(new DataOutputStream(out));
    return out.toByteArray();
  }
}
