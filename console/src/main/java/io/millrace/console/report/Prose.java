package io.millrace.console.report;

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

/// The sentences of one language, from `report_en.properties` or `report_zh.properties`.
///
/// A placeholder is `{name}`, or `{name|one|many}`, which writes `one` when the value of `name` is
/// `1` and `many` otherwise. Asterisks set off what a page emphasises; plain text leaves them out.
/// Values are put in as they are and are never read as placeholders themselves. Immutable.
final class Prose {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{(\\w+)(?:\\|([^|{}]*)\\|([^|{}]*))?\\}");

  private final Map<String, String> texts;

  private Prose(Map<String, String> texts) {
    this.texts = Map.copyOf(texts);
  }

  static Prose of(Language language) {
    String file = "report_" + language.code() + ".properties";
    try (InputStream in = Prose.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + file + " is missing.");
      }
      Properties properties = new Properties();
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      Map<String, String> texts = new HashMap<>();
      properties.stringPropertyNames().forEach(k -> texts.put(k, properties.getProperty(k)));
      return new Prose(texts);
    } catch (IOException e) {
      throw new UncheckedIOException("The resource " + file + " can not be read.", e);
    }
  }

  boolean has(String key) {
    return texts.containsKey(key);
  }

  Set<String> keys() {
    return texts.keySet();
  }

  /// The names of the placeholders in a text.
  Set<String> placeholders(String key) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = PLACEHOLDER.matcher(template(key));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /// The plain text of a key.
  ///
  /// @param namesAndValues placeholder names, each followed by its value
  String say(String key, String... namesAndValues) {
    return say(key, pairs(namesAndValues));
  }

  /// The plain text of a key.
  ///
  /// @throws IllegalArgumentException when there is no such key, or no value for a placeholder
  String say(String key, Map<String, String> values) {
    return fill(key, template(key).replace("*", ""), values);
  }

  /// The text of a key as an element, with its emphasised pieces in `b`.
  Element tell(Element into, String key, String... namesAndValues) {
    Map<String, String> values = pairs(namesAndValues);
    String[] pieces = template(key).split("\\*", -1);
    for (int i = 0; i < pieces.length; i++) {
      String text = fill(key, pieces[i], values);
      if (i % 2 == 0) {
        into.text(text);
      } else {
        into.add(Element.of("b").text(text));
      }
    }
    return into;
  }

  private String template(String key) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalArgumentException("There is no text called " + key);
    }
    return text;
  }

  private static Map<String, String> pairs(String... namesAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return values;
  }

  private static String fill(String key, String text, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found -> {
          String value = values.get(found.group(1));
          if (value == null) {
            throw new IllegalArgumentException("No value for " + found.group() + " of " + key);
          }
          String written = value;
          if (found.group(2) != null) {
            written = value.equals("1") ? found.group(2) : found.group(3);
          }
          return Matcher.quoteReplacement(written);
        });
  }
}
