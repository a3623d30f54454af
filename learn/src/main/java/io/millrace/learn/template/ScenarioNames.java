package io.millrace.learn.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Readable names for scenarios: the most telling words of the sentence that says what to do.
final class ScenarioNames {
  private static final int WORDS = 4;
  private static final int IDEOGRAPHS = 12;
  private static final String SENTENCE_ENDS = "[.!?。！？；\\n]+";

  private final Set<String> used = new HashSet<>();

  /// A name for a version, unlike those given before.
  String name(TemplateVersion version) {
    var text = new StringBuilder();
    version.messages().forEach(message -> text.append(message.constantText()).append('\n'));
    String base = suggestion(text.toString());
    String name = base;
    for (int i = 2; !used.add(name); i++) {
      name = base + " " + i;
    }
    return name;
  }

  private static String suggestion(String text) {
    Map<String, Integer> counts = new HashMap<>();
    String best = "";
    double bestScore = -1;
    int place = 0;
    for (String sentence : text.split(SENTENCE_ENDS, 40)) {
      String words = telling(sentence);
      double score = score(sentence, words, place++);
      if (score > bestScore && counts.merge(words, 1, Integer::sum) == 1) {
        best = words;
        bestScore = score;
      }
    }
    return best.isEmpty() ? "scenario" : best;
  }

  /// Prefers a sentence that names a task, and an early one.
  private static double score(String sentence, String words, int place) {
    if (words.isEmpty()) {
      return -1;
    }
    double task = Lexicon.tasks(sentence).isEmpty() ? 0 : 0.5;
    return task + Math.min(1, words.length() / 12.0) - 0.6 * place;
  }

  private static String telling(String sentence) {
    return chinese(sentence) ? tellingChinese(sentence) : tellingWords(sentence);
  }

  private static boolean chinese(String text) {
    long ideographs = text.chars().filter(c -> c >= 0x4E00 && c <= 0x9FFF).count();
    return ideographs * 4 >= text.strip().length() && ideographs > 1;
  }

  private static String tellingWords(String sentence) {
    List<String> words = new ArrayList<>();
    for (int at = 0; at < sentence.length() && words.size() < WORDS; ) {
      int end = Tokens.end(sentence, at, sentence.length());
      String word = sentence.substring(at, end).toLowerCase(Locale.ROOT);
      if (Tokens.isWordChar(sentence.charAt(at)) && end - at > 1 && !Lexicon.generic(word)) {
        words.add(word);
      }
      at = end;
    }
    return String.join(" ", words);
  }

  private static String tellingChinese(String sentence) {
    String clause = sentence.strip().replaceFirst("^(请你?|你是|您是|一[个名位]|负责|帮我)+", "");
    String first = clause.split("[，,：:、（(]", 2)[0].strip();
    String name = first.length() < 4 ? clause : first;
    return name.length() > IDEOGRAPHS ? name.substring(0, IDEOGRAPHS) : name;
  }
}
