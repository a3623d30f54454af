package io.millrace.learn.template;

import java.util.HashSet;
import java.util.Set;

/// Readable names for scenarios: the sentence that says what to do, without its courtesies, cut to
/// a length that fits a table.
final class ScenarioNames {
  private static final int CHARACTERS = 46;
  private static final int IDEOGRAPHS = 18;
  private static final int LEAST_CHARACTERS = 12;
  private static final int LEAST_IDEOGRAPHS = 5;
  private static final int SENTENCES = 40;
  private static final String SENTENCE_ENDS = "(?<=[.!?])\\s+|[。！？；\\n]+";
  private static final String COURTESIES =
      "(?i)^(?:(?:you are|you're|act as|please|kindly|your (?:task|job) is"
          + " to|you)\\s+|(?:an?|the)\\s+)+";
  private static final String CHINESE_COURTESIES = "^(?:请你?|你是|您是|一[个名位]|负责|帮我)+";

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
    String best = "";
    double bestScore = -1;
    int place = 0;
    for (String sentence : text.split(SENTENCE_ENDS, SENTENCES)) {
      double score = score(sentence.strip(), place);
      if (score > bestScore) {
        best = shown(sentence.strip());
        bestScore = score;
      }
      place += sentence.isBlank() ? 0 : 1;
    }
    return best.isEmpty() ? "scenario" : best;
  }

  /// Prefers a sentence that names a task, an early one, and one that is long enough to tell
  /// something.
  private static double score(String sentence, int place) {
    int least = chinese(sentence) ? LEAST_IDEOGRAPHS : LEAST_CHARACTERS;
    if (sentence.isEmpty() || sentence.chars().noneMatch(Character::isLetter)) {
      return -1;
    }
    double task = Lexicon.tasks(sentence).isEmpty() ? 0 : 0.5;
    return Math.max(0, 2 + task + Math.min(1.0, (double) sentence.length() / least) - 0.3 * place);
  }

  private static String shown(String sentence) {
    return chinese(sentence) ? chineseName(sentence) : wordsName(sentence);
  }

  private static boolean chinese(String text) {
    long ideographs = text.chars().filter(c -> c >= 0x4E00 && c <= 0x9FFF).count();
    return ideographs * 4 >= text.strip().length() && ideographs > 1;
  }

  private static String wordsName(String sentence) {
    String plain = sentence.replaceFirst(COURTESIES, "").replaceAll("[\\s\\p{Punct}]+$", "");
    String name = plain.isEmpty() ? sentence : plain;
    if (name.length() > CHARACTERS) {
      int space = name.lastIndexOf(' ', CHARACTERS);
      name = name.substring(0, space > CHARACTERS / 2 ? space : CHARACTERS) + "…";
    }
    int first = name.codePointAt(0);
    return Character.toString(Character.toTitleCase(first))
        + name.substring(Character.charCount(first));
  }

  private static String chineseName(String sentence) {
    String clause = sentence.replaceFirst(CHINESE_COURTESIES, "");
    String first = clause.split("[，,：:、（(]", 2)[0].strip();
    String name = first.length() < LEAST_IDEOGRAPHS ? clause : first;
    return name.length() > IDEOGRAPHS ? name.substring(0, IDEOGRAPHS) + "…" : name;
  }
}
