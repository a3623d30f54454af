package io.millrace.sandbox.server;

import io.millrace.sandbox.TokenRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/// Makes up strings for a schema out of the words of a question.
final class StringValues {
  private static final Pattern NAME = Pattern.compile("\\b\\p{Lu}\\p{L}+(?: \\p{Lu}\\p{L}+)*");
  private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}{2,8}");
  private static final List<String> COMMON =
      List.of(
          "a",
          "A",
          "1",
          "abc",
          "ABC",
          "Abc",
          "123",
          "1234",
          "12345",
          "123456",
          "a1",
          "A1",
          "AB12",
          "2026-01-15",
          "12:30",
          "+12025550123",
          "1.0.0",
          "en",
          "en-US",
          "#00ff00",
          "EUR",
          "x-1");

  private final String question;
  private final List<String> words;

  StringValues(String question) {
    this.question = question;
    this.words = words(question);
  }

  /// Names in the middle of sentences first, then other capitalised words, then Chinese phrases.
  private static List<String> words(String question) {
    var inner = new ArrayList<String>();
    var outer = new ArrayList<String>();
    var names = NAME.matcher(question);
    while (names.find()) {
      boolean opens = question.substring(0, names.start()).strip().matches("|.*[.?!:\"]");
      (opens ? outer : inner).add(names.group());
    }
    var chinese = CHINESE.matcher(question);
    while (chinese.find()) {
      outer.add(chinese.group());
    }
    inner.addAll(outer);
    return inner;
  }

  /// Whether the question says a word.
  boolean mentions(String word) {
    return !word.isBlank()
        && question.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT));
  }

  /// A string for a property.
  ///
  /// @param path names of properties, the last one this one's
  String string(JsonNode schema, String path) {
    String format = Json.string(schema, "format");
    String pattern = Json.string(schema, "pattern");
    if (!pattern.isEmpty()) {
      return matching(pattern, plain(path));
    }
    return format.isEmpty() ? fitted(schema, plain(path)) : formatted(format, plain(path));
  }

  private String plain(String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    if (words.isEmpty()) {
      return last.isEmpty() ? "sandbox" : "sample " + last.replace('_', ' ');
    }
    return last.matches("[0-9]+")
        ? words.get(Integer.parseInt(last) % words.size())
        : words.getFirst();
  }

  private static String fitted(JsonNode schema, String text) {
    int least = Json.number(schema, "minLength", 0);
    int most = Json.number(schema, "maxLength", Integer.MAX_VALUE);
    int length = text.codePointCount(0, text.length());
    String fitting = length < least ? text + "x".repeat(least - length) : text;
    return length > most ? fitting.substring(0, fitting.offsetByCodePoints(0, most)) : fitting;
  }

  private static String formatted(String format, String otherwise) {
    return switch (format) {
      case "date" -> "2026-01-15";
      case "time" -> "12:30:00Z";
      case "date-time" -> "2026-01-15T12:30:00Z";
      case "duration" -> "PT30M";
      case "email" -> "person@mail.example";
      case "hostname" -> "host.example";
      case "ipv4" -> "192.0.2.1";
      case "ipv6" -> "2001:db8::1";
      case "uri", "url" -> "https://site.example/";
      case "uuid" -> "123e4567-e89b-42d3-a456-426614174000";
      default -> otherwise;
    };
  }

  private static String matching(String pattern, String first) {
    try {
      var compiled = Pattern.compile(pattern);
      if (compiled.matcher(first).find()) {
        return first;
      }
      return COMMON.stream().filter(one -> compiled.matcher(one).find()).findFirst().orElse(first);
    } catch (PatternSyntaxException _) {
      return first;
    }
  }

  /// Whether a text is more Chinese than not.
  static boolean chinese(String text) {
    long cjk = text.chars().filter(c -> TokenRule.isCjk((char) c)).count();
    return cjk * 4 > text.length();
  }
}
