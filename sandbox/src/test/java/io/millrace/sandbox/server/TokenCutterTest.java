package io.millrace.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sandbox.TokenRule;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TokenCutterTest {
  @Test
  void cutsAnyTextIntoAsManyPiecesAsTheRuleCounts() {
    var random = new SplittableRandom(7);
    String[] alphabet = {"a", " ", "天", "，", "é", "😀", "\n", "한"};
    for (int round = 0; round < 2000; round++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(alphabet[random.nextInt(alphabet.length)]);
      }
      var pieces = TokenCutter.cut(text.toString());
      assertThat(String.join("", pieces)).isEqualTo(text.toString());
      assertThat(pieces).as("%s", text).hasSize(TokenRule.of(text.toString()));
      assertThat(pieces).allSatisfy(TokenCutterTest::isWhole);
    }
  }

  private static void isWhole(String piece) {
    assertThat(Character.isLowSurrogate(piece.charAt(0))).isFalse();
    assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1))).isFalse();
  }
}
