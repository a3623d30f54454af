package io.millrace.console.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LanguageTest {
  @Test
  void readsItsOwnCodesInAnyLetterCase() {
    assertThat(Language.parse("en")).isEqualTo(Language.EN);
    assertThat(Language.parse(" ZH")).isEqualTo(Language.ZH);
    for (Language language : Language.values()) {
      assertThat(Language.parse(language.code())).isEqualTo(language);
    }
  }

  @Test
  void namesTheLanguageItDoesNotKnow() {
    assertThatThrownBy(() -> Language.parse("fr"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"fr\"")
        .hasMessageContaining("en or zh");
  }
}
