package io.millrace.console.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProseTest {
  private final Prose english = Prose.of(Language.EN);
  private final Prose chinese = Prose.of(Language.ZH);

  @Test
  void bothLanguagesHaveTheSameKeys() {
    assertThat(english.keys()).isNotEmpty().isEqualTo(chinese.keys());
  }

  @Test
  void bothLanguagesUseTheSamePlaceholders() {
    for (String key : english.keys()) {
      assertThat(chinese.placeholders(key)).as(key).isEqualTo(english.placeholders(key));
    }
  }

  @Test
  void noTextIsLeftWithBracesOrStrayEmphasis() {
    for (Prose prose : new Prose[] {english, chinese}) {
      for (String key : prose.keys()) {
        Map<String, String> values = new HashMap<>();
        prose.placeholders(key).forEach(name -> values.put(name, "7"));
        assertThat(prose.say(key, values)).as(key).isNotBlank().doesNotContain("{", "}", "|");
        Element told = prose.tell(Element.of("p"), key, flat(values));
        assertThat(told.toString()).as(key).doesNotContain("*").doesNotContain("<b></b>");
      }
    }
  }

  @Test
  void choosesTheWordByTheNumber() {
    assertThat(english.say("unpriced.plain", "calls", "1")).endsWith("1 call.");
    assertThat(english.say("unpriced.plain", "calls", "2")).endsWith("2 calls.");
  }

  @Test
  void doesNotReadPlaceholdersInValues() {
    assertThat(english.say("accounts.prices", "source", "{seed} $1 \\ *x*"))
        .isEqualTo("Prices: {seed} $1 \\ *x*.");
  }

  @Test
  void refusesAMissingValueAndAMissingKey() {
    assertThatThrownBy(() -> english.say("unpriced.plain")).hasMessageContaining("calls");
    assertThatThrownBy(() -> english.say("no.such.text")).hasMessageContaining("no.such.text");
  }

  private static String[] flat(Map<String, String> values) {
    return values.entrySet().stream()
        .flatMap(e -> java.util.stream.Stream.of(e.getKey(), e.getValue()))
        .toArray(String[]::new);
  }
}
