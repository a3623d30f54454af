package io.millrace.console.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DisplayWidthTest {
  private static final String[] LETTERS = {
    "a", "Z", " ", "é", "e\u0301", "中", "文", "，", "。", "（", "ｱ", "Ａ", "한", "😀", "\u200b", "-", "…",
    "𠮷"
  };

  @Test
  void countsWideCharactersTwiceAndMarksNotAtAll() {
    assertThat(DisplayWidth.of("abc")).isEqualTo(3);
    assertThat(DisplayWidth.of("判断意图")).isEqualTo(8);
    assertThat(DisplayWidth.of("（，。")).isEqualTo(6);
    assertThat(DisplayWidth.of("ｱＡ")).isEqualTo(3);
    assertThat(DisplayWidth.of("e\u0301\u200b")).isEqualTo(1);
    assertThat(DisplayWidth.of("한글")).isEqualTo(4);
    assertThat(DisplayWidth.of("😀𠮷")).isEqualTo(4);
    assertThat(DisplayWidth.of("–…─≤µ✓")).isEqualTo(6);
  }

  @Test
  void neverExceedsTheColumns() {
    SplittableRandom random = new SplittableRandom(11);
    for (int run = 0; run < 3_000; run++) {
      String text = text(random);
      int columns = 2 + random.nextInt(30);
      assertThat(DisplayWidth.of(DisplayWidth.elide(text, columns))).isLessThanOrEqualTo(columns);
      List<String> lines = DisplayWidth.wrap(text, columns);
      assertThat(lines).allMatch(line -> DisplayWidth.of(line) <= columns);
      assertThat(String.join("", lines).replace(" ", "")).isEqualTo(text.replace(" ", ""));
      assertThat(DisplayWidth.of(DisplayWidth.padLeft(text, 60))).isGreaterThanOrEqualTo(60);
    }
  }

  @Test
  void leavesTextThatFitsAlone() {
    assertThat(DisplayWidth.elide("四个汉字", 8)).isEqualTo("四个汉字");
    assertThat(DisplayWidth.elide("四个汉字", 7)).isEqualTo("四个汉…");
    assertThat(DisplayWidth.elide("one two", 5)).isEqualTo("one…");
  }

  @Test
  void wrapsAtSpacesAndNotBeforeAStop() {
    assertThat(DisplayWidth.wrap("one two three", 8)).containsExactly("one two", "three");
    assertThat(DisplayWidth.wrap("一二三，四五", 6)).containsExactly("一二", "三，四", "五");
  }

  @Test
  void disarmsWhatSteersATerminal() {
    assertThat(DisplayWidth.oneLine("a\u001b[31m\u202eb\r\n\tc\u0007"))
        .isEqualTo("a\ufffd[31m\ufffdb c\ufffd");
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(60); i >= 0; i--) {
      text.append(LETTERS[random.nextInt(LETTERS.length)]);
    }
    return text.toString();
  }
}
