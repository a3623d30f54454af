package io.millrace.sandbox.server;

import io.millrace.sandbox.server.ChatCall.Choice;
import io.millrace.sandbox.server.ChatCall.Tool;
import io.millrace.sandbox.server.Reply.ToolUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Decides which tools a request calls for, by the words that the last message shares with their
/// names and descriptions.
final class ToolDecision {
  private static final Set<String> COMMON =
      Set.of("with", "from", "this", "that", "data", "tool", "have", "what", "which", "given");

  private ToolDecision() {}

  static List<ToolUse> uses(ChatCall call, long seed) {
    var tools = call.tools();
    if (tools.choice() == Choice.NONE || tools.offered().isEmpty()) {
      return List.of();
    }
    boolean forced = tools.choice() == Choice.REQUIRED;
    if (!forced && !call.turns().getLast().role().equals("user")) {
      return List.of();
    }
    var candidates =
        tools.offered().stream()
            .filter(tool -> tools.only().isEmpty() || tool.name().equals(tools.only()))
            .toList();
    var asked = candidates.stream().filter(tool -> asks(call.question(), tool)).toList();
    if (asked.isEmpty()) {
      asked = forced ? candidates.stream().limit(1).toList() : List.of();
    }
    return asked.stream()
        .limit(tools.parallel() ? 8 : 1)
        .map(tool -> use(tool, call.question(), seed))
        .toList();
  }

  private static ToolUse use(Tool tool, String question, long seed) {
    return new ToolUse(tool.name(), new SchemaValues(tool.schema(), question, seed).value());
  }

  /// Whether a question asks for a tool: says a word of its name or two of its description, or
  /// speaks of tools.
  static boolean asks(String question, Tool tool) {
    var said = words(question);
    String spaced = tool.name().replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
    return shared(said, words(spaced)) > 0
        || shared(said, words(tool.description())) > 1
        || shared(pairs(question), pairs(tool.name() + tool.description())) > 0
        || said.contains("tools")
        || question.contains("工具");
  }

  private static long shared(Set<String> said, Set<String> offered) {
    return offered.stream().filter(said::contains).count();
  }

  private static Set<String> words(String text) {
    var words = new HashSet<String>();
    for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+")) {
      if (word.length() >= 4 && !COMMON.contains(word)) {
        words.add(word);
      }
    }
    return words;
  }

  /// Pairs of Chinese characters.
  private static Set<String> pairs(String text) {
    var pairs = new ArrayList<String>();
    for (int i = 0; i + 1 < text.length(); i++) {
      if (Character.isIdeographic(text.charAt(i)) && Character.isIdeographic(text.charAt(i + 1))) {
        pairs.add(text.substring(i, i + 2));
      }
    }
    return new HashSet<>(pairs);
  }
}
