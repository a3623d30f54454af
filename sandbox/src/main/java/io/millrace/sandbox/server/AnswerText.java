package io.millrace.sandbox.server;

import io.millrace.sandbox.TextHash;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes plausible short answers in the language of the question, as long as it asks for: a
/// function of the request and the seed.
final class AnswerText {
  private static final Pattern LENGTH = Pattern.compile("(\\d{1,5}) ?(words|字)");

  private static final List<String> ENGLISH =
      List.of(
          "The main point is simple and can be checked step by step.",
          "Start with the part that matters most and leave the rest for later.",
          "Two things usually decide it: how often it happens and what it costs.",
          "If the numbers change, the conclusion should be looked at again.",
          "A short trial with real data will show more than a long debate.",
          "Most of the effort goes into the last few cases.",
          "It helps to write down what would count as a success before starting.",
          "There is rarely one right answer, but some are clearly worse.",
          "Keep the first version small, then widen it where it holds.",
          "When in doubt, ask the people who use it every day.");

  private static final List<String> CHINESE =
      List.of(
          "核心其实很简单，可以一步一步验证。",
          "先处理最重要的部分，其余的稍后再说。",
          "通常由两点决定：发生的频率，以及付出的代价。",
          "如果数据变了，结论也应该重新审视。",
          "用真实数据做一次小试验，比长时间争论更有用。",
          "大部分精力往往花在最后少数几种情况上。",
          "开始之前，先写下怎样才算成功。",
          "很少有唯一正确的答案，但有些明显更差。",
          "第一版做小一点，站得住的地方再扩大。",
          "拿不准的时候，问问每天使用它的人。");

  private AnswerText() {}

  static String of(ChatCall call, String salt) {
    boolean chinese = StringValues.chinese(call.question());
    var results = call.toolResults();
    String opening =
        results.isEmpty()
            ? about(call, chinese) + attachments(call, chinese)
            : (chinese ? "根据工具返回的结果：" : "According to the tool: ")
                + results.stream()
                    .map(result -> excerpt(result, 200))
                    .collect(Collectors.joining("; "))
                + (chinese ? "。" : ".");
    int wanted = length(call.question());
    return wanted > 0
        ? exactly(opening, wanted, chinese, salt)
        : opening + sentences(call, chinese, salt);
  }

  private static String about(ChatCall call, boolean chinese) {
    String topic = excerpt(call.question(), chinese ? 30 : 60);
    return chinese
        ? "（" + call.model() + " 的模拟回答）关于“" + topic + "”："
        : "Simulated answer of " + call.model() + " about \"" + topic + "\":";
  }

  private static String attachments(ChatCall call, boolean chinese) {
    var names =
        call.turns().stream().flatMap(turn -> turn.attachments().stream()).sorted().toList();
    if (names.isEmpty()) {
      return "";
    }
    var counts =
        names.stream()
            .distinct()
            .map(name -> names.stream().filter(name::equals).count() + " " + name)
            .collect(Collectors.joining(", "));
    return chinese ? "收到附件（" + counts + "）。" : " I received " + counts + ".";
  }

  private static String excerpt(String text, int most) {
    String line = text.strip().replaceAll("\\s+", " ");
    if (line.codePointCount(0, line.length()) <= most) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, most)).strip() + "…";
  }

  private static String sentences(ChatCall call, boolean chinese, String salt) {
    var pool = chinese ? CHINESE : ENGLISH;
    int first = TextHash.index(salt, call.question(), pool.size());
    int step = 1 + TextHash.index(salt + "step", call.question(), pool.size() - 1);
    String gap = chinese ? "" : " ";
    return gap + pool.get(first) + gap + pool.get((first + step) % pool.size());
  }

  private static int length(String question) {
    Matcher asked = LENGTH.matcher(question);
    return asked.find() ? Math.min(20_000, Integer.parseInt(asked.group(1))) : 0;
  }

  /// Goes on until there are so many words, or characters in Chinese.
  private static String exactly(String opening, int wanted, boolean chinese, String salt) {
    var pool = chinese ? CHINESE : ENGLISH;
    var text = new StringBuilder(opening);
    int next = TextHash.index(salt, opening, pool.size());
    int have = chinese ? opening.length() : opening.split(" ").length;
    while (have < wanted) {
      String sentence = pool.get(next++ % pool.size());
      text.append(chinese ? "" : " ").append(sentence);
      have += chinese ? sentence.length() : sentence.split(" ").length;
    }
    return text.toString();
  }
}
