package io.millrace.learn.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class NgramFeaturesTest {
  @Test
  void countsWordsPairsAndCharacters() {
    // 1 word, 2 pairs with the edges, and inside " ab ": " a", "ab", "b ", " ab", "ab ", " ab ".
    assertThat(total("ab")).isEqualTo(1 + 2 + 6);
    // 2 characters, 1 pair of characters, 2 pairs with the edges.
    assertThat(total("天气")).isEqualTo(2 + 1 + 2);
    assertThat(total("")).isEqualTo(1);
  }

  @Test
  void caseAndWidthDoNotMatter() {
    assertThat(bag("Reset My PIN!")).isEqualTo(bag("ｒｅｓｅｔ my pin！"));
  }

  @Test
  void orderOfWordsMatters() {
    assertThat(bag("dog bites man")).isNotEqualTo(bag("man bites dog"));
    assertThat(bag("a\u001Eb")).isNotEqualTo(bag("a b"));
  }

  @Test
  void repeatsAreCounted() {
    var once = bag("card card card");
    assertThat(once.values()).contains(3);
  }

  @Test
  void readsTheBeginningAndTheEndOfALongText() {
    String filler = "x ".repeat(50_000);
    assertThat(bag("first " + filler + "last")).isNotEqualTo(bag("other " + filler + "last"));
    assertThat(bag("first " + filler + "last")).isNotEqualTo(bag("first " + filler + "other"));
    assertThat(bag(filler + "middle " + filler)).isEqualTo(bag(filler + "centre " + filler));
    assertThat(bag("😀".repeat(50_000))).isEqualTo(bag("😀".repeat(60_000)));
  }

  @Test
  void anyCharactersAreAccepted() {
    var random = new SplittableRandom(3);
    for (int round = 0; round < 2_000; round++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        text.append((char) random.nextInt(0x10000));
      }
      var features = NgramFeatures.of(text.toString());
      for (int i = 0; i < features.size(); i++) {
        assertThat(features.key(i)).isNotZero();
        assertThat(features.count(i)).isPositive();
      }
      assertThat(bag(text.toString())).hasSize(features.size());
    }
  }

  private static Map<Integer, Integer> bag(String text) {
    var features = NgramFeatures.of(text);
    var bag = new TreeMap<Integer, Integer>();
    for (int i = 0; i < features.size(); i++) {
      bag.put(features.key(i), features.count(i));
    }
    return bag;
  }

  private static int total(String text) {
    return bag(text).values().stream().mapToInt(i -> i).sum();
  }
}
