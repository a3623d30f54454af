package io.millrace.sandbox.server;

import io.millrace.model.Usage;
import io.millrace.sandbox.TokenRule;
import io.millrace.sandbox.server.ChatCall.Tool;
import io.millrace.sandbox.server.ChatCall.Turn;
import java.util.List;
import java.util.stream.Collectors;

/// Counts tokens as docs/sandbox.md states: [TokenRule] for texts, 4 more a message, 3 more a
/// request, 85 for an attachment, and prompts that were sent before as cached. Thread-safe.
final class Counting {
  private static final int ATTACHMENT = 85;
  private static final int BLOCK = 128;

  private final PromptCache cache = new PromptCache();

  /// @param automatic whether the protocol caches without being told to
  Usage usage(ChatCall call, List<Reply> replies, boolean automatic) {
    long answer = replies.stream().mapToInt(Reply::answerTokens).sum();
    long reasoning = replies.stream().mapToInt(reply -> reply.thinking().size()).sum();
    int prompt = prompt(call);
    int marked = marked(call.turns());
    if (marked > 0) {
      return explicit(call, marked, prompt, answer, reasoning);
    }
    int read = automatic ? automatic(call) : 0;
    return new Usage(prompt - read, read, 0, 0, 0, 0, answer, reasoning, 0);
  }

  static int prompt(ChatCall call) {
    return 3 + tools(call.tools().offered()) + messages(call.turns());
  }

  private static int messages(List<Turn> turns) {
    return turns.stream()
        .mapToInt(turn -> 4 + TokenRule.of(turn.text()) + ATTACHMENT * turn.attachments().size())
        .sum();
  }

  private static int tools(List<Tool> tools) {
    return tools.stream()
        .mapToInt(tool ->
            4
                + TokenRule.of(tool.name() + tool.description())
                + TokenRule.of(Json.text(tool.schema())))
        .sum();
  }

  /// How many messages stand up to the last mark, that one included.
  private static int marked(List<Turn> turns) {
    int last = 0;
    for (int i = 0; i < turns.size(); i++) {
      if (turns.get(i).cached()) {
        last = i + 1;
      }
    }
    return last;
  }

  private Usage explicit(ChatCall call, int marked, int prompt, long answer, long reasoning) {
    var begin = call.turns().subList(0, marked);
    int tokens = tools(call.tools().offered()) + messages(begin);
    if (tokens < BLOCK) {
      return new Usage(prompt, 0, 0, 0, 0, 0, answer, reasoning, 0);
    }
    boolean seen = cache.seen(call.model(), text(begin));
    long read = seen ? tokens : 0;
    long written = seen ? 0 : tokens;
    boolean hour = Json.text(call.body()).contains("\"ttl\":\"1h\"");
    return new Usage(
        prompt - tokens, read, hour ? 0 : written, hour ? written : 0, 0, 0, answer, reasoning, 0);
  }

  /// Whole blocks of the system prompt, when it was sent before.
  private int automatic(ChatCall call) {
    var system = call.turns().stream().takeWhile(turn -> turn.role().equals("system")).toList();
    int blocks = messages(system) / BLOCK;
    return blocks > 0 && cache.seen(call.model(), text(system)) ? blocks * BLOCK : 0;
  }

  private static String text(List<Turn> turns) {
    return turns.stream()
        .map(turn -> turn.role() + '\n' + turn.text())
        .collect(Collectors.joining("\n\n"));
  }
}
