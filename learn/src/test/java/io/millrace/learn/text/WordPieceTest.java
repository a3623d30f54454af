package io.millrace.learn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WordPieceTest {
  private static final List<String> VOCABULARY =
      List.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "the", "card", "##s", "!",
          "-", "cafe", "今", "天", "##天", "ok", "a", "##a", "##", "#", "straße", "2024", "，");
  private final WordPiece pieces = new WordPiece(VOCABULARY, true);

  @Test
  void cutsAWordIntoTheLongestPieces() {
    assertThat(tokens("unaffable")).containsExactly("un", "##aff", "##able");
    assertThat(tokens("aaa")).containsExactly("a", "##a", "##a");
  }

  @Test
  void aWordWithAnUnknownPieceIsUnknownAsAWhole() {
    assertThat(tokens("the unaffzable cards")).containsExactly("the", "[UNK]", "card", "##s");
  }

  @Test
  void lowersCaseAndStripsAccents() {
    assertThat(tokens("Café CAFE\u0301")).containsExactly("cafe", "cafe");
    assertThat(tokens("Straße")).containsExactly("straße");
  }

  @Test
  void keepsCaseAndAccentsWhenTold() {
    var cased = new WordPiece(List.of("[UNK]", "[CLS]", "[SEP]", "Café", "cafe"), false);
    assertThat(cased.tokenise("Café cafe CAFE", 9)).containsExactly(3, 4, 0);
  }

  @Test
  void punctuationAndChineseCharactersStandAlone() {
    assertThat(tokens("the-card!!")).containsExactly("the", "-", "card", "!", "!");
    assertThat(tokens("今天天ok，2024")).containsExactly("今", "天", "天", "ok", "，", "2024");
  }

  @Test
  void dropsControlCharactersAndSplitsAtEveryWhiteSpace() {
    assertThat(tokens("the\u0000 ca\u200Brd\u00A0ok\tthe\u3000ok\r\n"))
        .containsExactly("the", "card", "ok", "the", "ok");
  }

  @Test
  void slotsAreParted() {
    assertThat(tokens("the\u001Ecard")).containsExactly("the", "[SEP]", "card");
  }

  @Test
  void literalHashesAreNotContinuations() {
    assertThat(tokens("#")).containsExactly("#");
    assertThat(tokens("##a")).containsExactly("#", "#", "a");
  }

  @Test
  void aWordOfOverAHundredCharactersIsUnknown() {
    assertThat(tokens("a".repeat(100))).hasSize(100);
    assertThat(tokens("a".repeat(101))).containsExactly("[UNK]");
    assertThat(tokens("😀".repeat(101) + " ok")).containsExactly("[UNK]", "ok");
  }

  @Test
  void survivesSurrogatesAndEmptyText() {
    assertThat(tokens("")).isEmpty();
    assertThat(tokens("\uD83D the \uDE00 😀")).containsExactly("the", "[UNK]");
  }

  @Test
  void stopsAtTheLimit() {
    assertThat(pieces.tokenise("the card ".repeat(100_000), 7)).hasSize(7);
    assertThat(pieces.tokenise("aaaa", 2)).hasSize(2);
  }

  @Test
  void refusesAVocabularyWithoutSpecialTokens() {
    assertThatThrownBy(() -> new WordPiece(List.of("a", "[CLS]"), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[UNK]");
  }

  @Test
  void readsAVocabularyFile() {
    assertThat(WordPiece.vocabulary("a\n天\n##b\n".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("a", "天", "##b");
  }

  private List<String> tokens(String text) {
    return Arrays.stream(pieces.tokenise(text, 1000)).mapToObj(pieces::token).toList();
  }
}
