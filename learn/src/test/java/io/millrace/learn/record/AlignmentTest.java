package io.millrace.learn.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AlignmentTest {
  @Test
  void placesLongerValuesFirst() {
    var tokens = Tokens.of("Ann Lee met Ann in Oslo");
    var spans = align(tokens, List.of(List.of("Ann", "Ann Lee"), List.of("Oslo")));
    assertThat(spans).containsExactly(new Span(0, 0, 1), new Span(0, 3, 3), new Span(1, 5, 5));
  }

  @Test
  void givesAValueOfTwoFieldsTwoPlaces() {
    var tokens = Tokens.of("from Rome to Rome");
    var spans = align(tokens, List.of(List.of("Rome"), List.of("Rome")));
    assertThat(spans).containsExactly(new Span(0, 1, 1), new Span(1, 3, 3));
  }

  @Test
  void findsNoPartOfAWord() {
    var tokens = Tokens.of("the cathedral");
    assertThat(Alignment.of(tokens, List.of(List.of("cat")), new boolean[1])).isEmpty();
  }

  @Test
  void findsSingleCharactersOfChinese() {
    var tokens = Tokens.of("我要去北京西站");
    assertThat(align(tokens, List.of(List.of("北京")))).containsExactly(new Span(0, 3, 4));
  }

  @Test
  void marksAllPlacesWhereThatIsMeant() {
    var tokens = Tokens.of("tea, tea and tea");
    var spans = Alignment.of(tokens, List.of(List.of("tea")), new boolean[] {true}).orElseThrow();
    assertThat(spans).hasSize(3);
  }

  @Test
  void refusesAValueThatIsNotThere() {
    var tokens = Tokens.of("one two");
    assertThat(Alignment.of(tokens, List.of(List.of("three")), new boolean[1])).isEmpty();
  }

  @Test
  void slicesTokensWithWhatLiesBetween() {
    var tokens = Tokens.of("at  5:30pm 😀 sharp");
    assertThat(tokens.slice(1, 4)).isEqualTo("5:30pm");
    assertThat(tokens.slice(5, 5)).isEqualTo("😀");
  }

  @Test
  void readsABoundedNumberOfTokens() {
    assertThat(Tokens.of("a ".repeat(10_000)).size).isEqualTo(Tokens.MAX);
    assertThat(Tokens.of("").size).isZero();
    assertThat(Tokens.of("\uD800 \uDC00").size).isEqualTo(2);
  }

  private static List<Span> align(Tokens tokens, List<List<String>> values) {
    return Alignment.of(tokens, values, new boolean[values.size()]).orElseThrow();
  }
}
