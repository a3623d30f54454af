package io.millrace.provider.anthropic;

import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.ChatRequest.Reasoning;
import io.millrace.provider.chat.ChatRequest.Role;
import io.millrace.provider.chat.ChatRequest.Turn;
import io.millrace.provider.chat.Part;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.WireError;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// How much a model shall think, in Anthropic's words. Models up to the generation 4.5 know a
/// budget of tokens; later ones decide themselves (`adaptive`) and know an effort, and the newest
/// refuse a budget. Which is meant is read from the model's name; a name that is not known is taken
/// for a new one ([effort](https://platform.claude.com/docs/en/build-with-claude/effort)).
final class ThinkingWords {
  private static final Pattern BUDGETED =
      Pattern.compile(
          "claude-(3.*|instant.*|2.*"
              + "|(opus|sonnet|haiku)-4(-[015])?([-@](20[0-9]{6}|latest|0).*)?)");

  private static final long LEAST_BUDGET = 1024;

  private ThinkingWords() {}

  /// Writes thinking, effort and the limit on tokens, which covers thoughts too.
  static void write(ChatRequest request, String model, ObjectNode body) {
    Reasoning reasoning = request.reasoning();
    OptionalLong maxTokens = request.maxTokens();
    long limit = maxTokens.orElse(AnthropicUpstream.DEFAULT_MAX_TOKENS);
    if (reasoning == null || (isBudgeted(model) && isWithinTools(request))) {
      body.put("max_tokens", limit);
    } else if (isNone(reasoning)) {
      body.put("max_tokens", limit);
      body.putObject("thinking").put("type", "disabled");
    } else if (isBudgeted(model)) {
      budget(reasoning, maxTokens, body);
    } else {
      body.put("max_tokens", limit);
      body.putObject("thinking").put("type", "adaptive");
      body.withObjectProperty("output_config").put("effort", effort(reasoning));
    }
  }

  /// Whether the conversation stands within a round of tools whose calls come without the thoughts
  /// that led to them, as other protocols send them. Budgeted models refuse to think then; the
  /// round is ended without.
  private static boolean isWithinTools(ChatRequest request) {
    for (Turn turn : request.turns().reversed()) {
      if (turn.role() == Role.ASSISTANT) {
        boolean called = turn.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        return called && turn.parts().stream().noneMatch(ThinkingWords::isSigned);
      }
      if (turn.parts().stream().noneMatch(Part.ToolResult.class::isInstance)) {
        return false;
      }
    }
    return false;
  }

  private static boolean isSigned(Part part) {
    return part instanceof Part.HiddenThinking
        || (part instanceof Part.Thinking(_, String signature) && signature != null);
  }

  static boolean isBudgeted(String model) {
    String name = model.substring(model.lastIndexOf('/') + 1);
    return BUDGETED.matcher(name.replaceFirst("^([a-z]+\\.)*anthropic\\.", "")).matches();
  }

  private static boolean isNone(Reasoning reasoning) {
    return "none".equals(reasoning.effort())
        || (reasoning.effort() == null && reasoning.budget().orElse(-1) == 0);
  }

  private static void budget(Reasoning reasoning, OptionalLong maxTokens, ObjectNode body) {
    long wanted = Math.max(LEAST_BUDGET, reasoning.budget().orElseGet(() -> tokens(reasoning)));
    if (maxTokens.isPresent() && maxTokens.getAsLong() <= LEAST_BUDGET) {
      throw new RefusedException(
          WireError.badField(
              "max_tokens",
              "the limit of "
                  + maxTokens.getAsLong()
                  + " tokens leaves this model no room to think, which takes more than "
                  + LEAST_BUDGET
                  + ": raise it, or ask for no reasoning",
              "invalid_value"));
    }
    long limit = maxTokens.orElse(AnthropicUpstream.DEFAULT_MAX_TOKENS + wanted);
    body.put("max_tokens", limit);
    body.putObject("thinking")
        .put("type", "enabled")
        .put("budget_tokens", wanted < limit ? wanted : Math.max(LEAST_BUDGET, limit / 2));
  }

  /// An effort in tokens.
  private static long tokens(Reasoning reasoning) {
    return switch (effort(reasoning)) {
      case "low" -> 2048;
      case "medium" -> 8192;
      case "high" -> 16384;
      default -> 32768;
    };
  }

  /// An effort as said, or the one nearest to a budget.
  private static String effort(Reasoning reasoning) {
    String effort = reasoning.effort();
    if (effort != null) {
      return effort.equals("minimal") ? "low" : effort;
    }
    long budget = reasoning.budget().orElse(8192);
    if (budget <= 2048) {
      return "low";
    }
    return budget <= 8192 ? "medium" : budget <= 16384 ? "high" : "xhigh";
  }
}
