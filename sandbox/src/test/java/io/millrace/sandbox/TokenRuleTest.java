package io.millrace.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TokenRuleTest {

  @Test
  void countsAQuarterForALetterAndSevenTenthsForAChineseCharacter() {
    assertThat(TokenRule.of("")).isZero();
    assertThat(TokenRule.of("abcd")).isEqualTo(1);
    assertThat(TokenRule.of("abcde")).isEqualTo(2);
    assertThat(TokenRule.of("快递没到")).isEqualTo(3);
    assertThat(TokenRule.of("十个汉字正好七个词元")).isEqualTo(7);
  }

  @Test
  void addsFourForAMessageAndThreeForARequest() {
    assertThat(TokenRule.of(List.of(Message.system("abcd"), Message.user("abcd")))).isEqualTo(13);
  }

  @Test
  void cutsAnAnswerAtItsLimit() {
    assertThat(CallWriter.truncate("abcdefghij", 2)).isEqualTo("abcdefgh");
    assertThat(CallWriter.truncate("abcdefghij", 0)).isEqualTo("abcdefghij");
    assertThat(CallWriter.truncate("abcdefghij", 3)).isEqualTo("abcdefghij");
    assertThat(TokenRule.of(CallWriter.truncate("一二三四五六七八九十", 4))).isLessThanOrEqualTo(4);
  }
}
