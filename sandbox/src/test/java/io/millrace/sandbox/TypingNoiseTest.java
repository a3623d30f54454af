package io.millrace.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TypingNoiseTest {

  @Test
  void leavesSlotValuesAloneButForTheirCase() {
    var grammar = Grammar.load("orders");
    for (long seed = 0; seed < 2_000; seed++) {
      var random = new SplittableRandom(seed);
      var clean = grammar.write("order", random);
      var typed = TypingNoise.ENGLISH.disturb(clean, random);
      assertThat(typed.values("item").toString())
          .as("seed %d", seed)
          .isIn(
              clean.values("item").toString(),
              clean.values("item").toString().toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void disturbsSomeTextsAndLeavesMost() {
    var grammar = Grammar.load("shop-reviews");
    int disturbed = 0;
    for (long seed = 0; seed < 2_000; seed++) {
      var random = new SplittableRandom(seed);
      var clean = grammar.write("好评", random);
      disturbed += TypingNoise.CHINESE.disturb(clean, random).text().equals(clean.text()) ? 0 : 1;
    }
    assertThat(disturbed).isBetween(400, 1_400);
  }

  @Test
  void makesManyTextsOfOne() {
    var phrase = Grammar.parse("test", "[s]\nCan you please tell me when it's going to arrive?\n");
    var texts = new HashSet<String>();
    for (long seed = 0; seed < 500; seed++) {
      var random = new SplittableRandom(seed);
      texts.add(TypingNoise.ENGLISH.disturb(phrase.write("s", random), random).text());
    }
    assertThat(texts).hasSizeGreaterThan(50);
  }
}
