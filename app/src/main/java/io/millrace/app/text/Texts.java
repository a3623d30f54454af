package io.millrace.app.text;

import io.millrace.console.report.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the commands say in one language, from `texts_en.properties` or `texts_zh.properties`.
///
/// A placeholder is `{name}` in lower-case letters, or `{name|one|many}`, which writes `one` when
/// the value of `name` is `1` and `many` otherwise. Values are put in as they are and are never
/// read as placeholders themselves. Immutable.
public final class Texts {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{([a-z_]+)(?:\\|([^|{}]*)\\|([^|{}]*))?\\}");

  private final Language language;
  private final Map<String, String> texts;

  private Texts(Language language, Map<String, String> texts) {
    this.language = language;
    this.texts = Map.copyOf(texts);
  }

  /// The texts of a language.
  public static Texts of(Language language) {
    String file = "texts_" + language.code() + ".properties";
    try (InputStream in = Texts.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + file + " is missing.");
      }
      var properties = new Properties();
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      var texts = new HashMap<String, String>();
      properties.stringPropertyNames().forEach(k -> texts.put(k, properties.getProperty(k)));
      return new Texts(language, texts);
    } catch (IOException e) {
      throw new UncheckedIOException("The resource " + file + " can not be read.", e);
    }
  }

  /// The language of these texts.
  public Language language() {
    return language;
  }

  /// Whether there is a text of this key.
  public boolean has(String key) {
    return texts.containsKey(key);
  }

  /// The text of a key.
  ///
  /// @param namesAndValues placeholder names, each followed by its value
  public String say(String key, String... namesAndValues) {
    var values = new HashMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return say(key, values);
  }

  /// The text of a key.
  ///
  /// @throws IllegalArgumentException when there is no such key, or no value for a placeholder
  public String say(String key, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(template(key))
        .replaceAll(found -> Matcher.quoteReplacement(written(key, found, values)));
  }

  private static String written(
      String key, java.util.regex.MatchResult found, Map<String, String> values) {
    String value = values.get(found.group(1));
    if (value == null) {
      throw new IllegalArgumentException("No value for " + found.group() + " of " + key);
    }
    if (found.group(2) == null) {
      return value;
    }
    return value.equals("1") ? found.group(2) : found.group(3);
  }

  Set<String> keys() {
    return texts.keySet();
  }

  Set<String> placeholders(String key) {
    var names = new TreeSet<String>();
    Matcher matcher = PLACEHOLDER.matcher(template(key));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  private String template(String key) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalArgumentException("There is no text called " + key);
    }
    return text;
  }
}
