package io.millrace.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.console.report.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class TextsTest {
  private static final Pattern KEY =
      Pattern.compile(
          "\"((?:config|serve|doctor|calls|spend|policy|dataset)\\.(?!json\")[a-z_.]*[a-z_])(?<!\\.gz)\"");

  @Test
  void bothLanguagesSayTheSame() {
    Texts english = Texts.of(Language.EN);
    Texts chinese = Texts.of(Language.ZH);
    assertThat(chinese.keys()).containsExactlyInAnyOrderElementsOf(english.keys());
    for (String key : english.keys()) {
      assertThat(chinese.placeholders(key)).as(key).isEqualTo(english.placeholders(key));
    }
  }

  @Test
  void everyTextThatTheCodeNamesIsThere() throws IOException {
    Set<String> named = named();
    assertThat(named).hasSizeGreaterThan(40);
    assertThat(Texts.of(Language.EN).keys()).containsAll(named);
  }

  @Test
  void valuesAreNotReadAsPlaceholders() {
    Texts texts = Texts.of(Language.EN);
    assertThat(texts.say("config.variable", "path", "{name}", "name", "$1"))
        .startsWith("`{name}` needs the environment variable $1,");
  }

  private static Set<String> named() throws IOException {
    var named = new TreeSet<String>();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher matcher = KEY.matcher(Files.readString(file));
        while (matcher.find()) {
          named.add(matcher.group(1));
        }
      }
    }
    return named;
  }
}
