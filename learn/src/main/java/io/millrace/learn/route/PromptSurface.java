package io.millrace.learn.route;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What makes a task long or hard and can be counted without understanding it: lengths, numbers,
/// steps, comparisons, conditions, options, formulas. Counts are damped by a square root or a
/// logarithm.
///
/// The words are English; in other languages their counts are 0 and the rest still says something.
/// Of a long prompt the first [#LONGEST] characters are read, and its whole length.
final class PromptSurface {
  /// How many values there are.
  static final int DIMENSION = 34;

  /// The most characters that are read.
  static final int LONGEST = 16_384;

  /// Words of comparison, rate, condition, negation, number, question, task, choice and time.
  private static final List<String> WORDS =
      List.of(
          "more less fewer than as twice half double triple times most least larger smaller",
          "each every per all both total average altogether combined",
          "if when then after before until unless while because since therefore given suppose",
          "not except only without never no neither nor cannot false incorrect",
          "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty"
              + " forty fifty sixty hundred thousand million third quarter dozen first second",
          "what which who whom whose where why how many much",
          "explain describe prove show derive write solve find calculate compute determine compare",
          "following statements statement above below none true correct best likely",
          "day days week weeks month months year years hour hours minute minutes time age old");

  /// The list that a word is in.
  private static final Map<String, Integer> KNOWN = new HashMap<>();

  static {
    for (int list = 0; list < WORDS.size(); list++) {
      for (String word : WORDS.get(list).split(" ")) {
        KNOWN.put(word, list);
      }
    }
  }

  private final String text;
  private final int[] words = new int[WORDS.size()];
  private final Set<String> distinct = new HashSet<>();
  private final Set<String> numbers = new HashSet<>();
  private int wordCount;
  private int letters;
  private int upper;
  private int numberCount;
  private int decimals;
  private int fractions;
  private double greatest;
  private int sentences;
  private int lines = 1;
  private int longestLine;
  private int options;
  private int percents;
  private int money;
  private int questions;
  private int commas;
  private int quotes;
  private int brackets;
  private int operators;
  private int code;
  private int foreign;
  private int spaces;

  private PromptSurface(String text) {
    this.text = text;
  }

  /// Writes the [#DIMENSION] values of `prompt` from `at` on.
  static void read(String prompt, float[] out, int at) {
    var surface =
        new PromptSurface(prompt.length() > LONGEST ? prompt.substring(0, LONGEST) : prompt);
    surface.scan();
    surface.write(prompt.length(), out, at);
  }

  private void scan() {
    int lineStart = 0;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int end = at + 1;
      if (Character.isLetter(c)) {
        end = word(at);
      } else if (c >= '0' && c <= '9') {
        end = number(at);
      } else {
        mark(c, at);
      }
      if (c == '\n') {
        lines++;
        longestLine = Math.max(longestLine, at - lineStart);
        lineStart = at + 1;
      }
      at = end;
    }
    longestLine = Math.max(longestLine, text.length() - lineStart);
  }

  private int word(int from) {
    int end = from;
    while (end < text.length() && (Character.isLetter(text.charAt(end)) || apostrophe(end))) {
      char c = text.charAt(end++);
      upper += Character.isUpperCase(c) ? 1 : 0;
      foreign += c > 0x24F ? 1 : 0;
    }
    letters += end - from;
    wordCount++;
    if (end - from == 1
        && atLineStart(from)
        && end < text.length()
        && ".):".indexOf(text.charAt(end)) >= 0) {
      options++;
    }
    String word = text.substring(from, end).toLowerCase(Locale.ROOT);
    distinct.add(word);
    Integer known = KNOWN.get(word);
    if (known != null) {
      words[known]++;
    }
    return end;
  }

  private boolean apostrophe(int at) {
    return text.charAt(at) == '\''
        && at + 1 < text.length()
        && Character.isLetter(text.charAt(at + 1));
  }

  private boolean atLineStart(int at) {
    int before = at - 1;
    while (before >= 0 && (text.charAt(before) == ' ' || text.charAt(before) == '(')) {
      before--;
    }
    return before < 0 || text.charAt(before) == '\n';
  }

  private int number(int from) {
    int end = from;
    double value = 0;
    while (end < text.length() && (digit(end) || text.charAt(end) == ',' && digit(end + 1))) {
      value = text.charAt(end) == ',' ? value : 10 * value + text.charAt(end) - '0';
      end++;
    }
    if (end < text.length() && text.charAt(end) == '.' && digit(end + 1)) {
      decimals++;
      end++;
      while (digit(end)) {
        end++;
      }
    } else if (end < text.length() && text.charAt(end) == '/' && digit(end + 1)) {
      fractions++;
    }
    numberCount++;
    numbers.add(text.substring(from, end));
    greatest = Math.max(greatest, Math.min(value, 1e12));
    return end;
  }

  private boolean digit(int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private void mark(char c, int at) {
    switch (c) {
      case '.', '!', '。', '！' ->
          sentences += at + 1 == text.length() || text.charAt(at + 1) <= ' ' || c > 127 ? 1 : 0;
      case '?', '？' -> questions++;
      case ',', ';', '，', '；', '、' -> commas++;
      case '"', '\u201C', '\u201D', '\'' -> quotes++;
      case '(', ')', '[', ']' -> brackets++;
      case '=', '+', '*', '^', '<', '>', '-', '/', '\u2264', '\u2265', '\u00D7', '\u2212' ->
          operators++;
      case '{', '}', '_', '\\', '`', '#', '|', '~', '@', '&' -> code++;
      case '%' -> percents++;
      case '$', '\u20AC', '\u00A3', '\u00A5' -> money++;
      case ' ', '\t' -> spaces++;
      default -> foreign += c > 0x24F ? 1 : 0;
    }
  }

  private void write(int length, float[] out, int at) {
    double[] values = {
      Math.log1p(length),
      Math.log1p(wordCount),
      Math.sqrt(sentences),
      (double) wordCount / (1 + sentences + questions),
      Math.log1p(lines),
      Math.log1p(longestLine),
      Math.sqrt(options),
      (double) letters / Math.max(1, wordCount),
      (double) distinct.size() / Math.max(1, wordCount),
      (double) upper / Math.max(1, letters),
      (double) foreign / Math.max(1, length),
      (double) spaces / Math.max(1, length),
      Math.sqrt(numberCount),
      Math.log1p(numbers.size()),
      Math.log1p(greatest),
      Math.sqrt(decimals),
      Math.sqrt(fractions),
      Math.sqrt(percents),
      Math.sqrt(money),
      Math.sqrt(questions),
      Math.sqrt(commas),
      Math.sqrt(quotes),
      Math.sqrt(brackets),
      Math.sqrt(operators),
      Math.sqrt(code),
    };
    for (int i = 0; i < values.length; i++) {
      out[at + i] = (float) values[i];
    }
    for (int i = 0; i < words.length; i++) {
      out[at + values.length + i] = (float) Math.sqrt(words[i]);
    }
  }
}
