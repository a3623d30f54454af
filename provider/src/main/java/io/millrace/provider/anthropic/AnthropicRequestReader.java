package io.millrace.provider.anthropic;

import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.ChatRequest.Format;
import io.millrace.provider.chat.ChatRequest.Reasoning;
import io.millrace.provider.chat.ChatRequest.Role;
import io.millrace.provider.chat.ChatRequest.Sampling;
import io.millrace.provider.chat.ChatRequest.Tool;
import io.millrace.provider.chat.ChatRequest.ToolChoice;
import io.millrace.provider.chat.ChatRequest.Turn;
import io.millrace.provider.chat.Part;
import io.millrace.provider.wire.RequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reads a request of Anthropic's messages.
final class AnthropicRequestReader {
  private final RequestJson body;

  AnthropicRequestReader(RequestJson body) {
    this.body = body;
  }

  ChatRequest read() {
    RequestJson choice = body.has("tool_choice") ? body.child("tool_choice") : null;
    Boolean single = choice == null ? null : choice.flag("disable_parallel_tool_use");
    return new ChatRequest(
        turns(),
        sampling(),
        body.strings("stop_sequences"),
        maxTokens(),
        tools(),
        choice == null ? new ToolChoice.Auto() : choice(choice),
        single == null ? null : Boolean.valueOf(!single),
        format(),
        reasoning(),
        body.has("metadata") ? body.child("metadata").stringOrNull("user_id") : null,
        Boolean.TRUE.equals(body.flag("stream")));
  }

  /// The system prompt and the messages; a turn of the assistant that held nothing but thoughts is
  /// left out.
  private List<Turn> turns() {
    var turns = new ArrayList<Turn>();
    List<Part> system = new AnthropicPartReader(body).texts("system");
    if (!system.isEmpty()) {
      turns.add(new Turn(Role.SYSTEM, system, null));
    }
    List<RequestJson> messages = body.children("messages");
    if (messages.isEmpty()) {
      throw RequestJson.refused("messages", "must hold at least one message");
    }
    Role last = Role.USER;
    for (RequestJson message : messages) {
      Turn turn = turn(message);
      last = turn.role();
      if (!turn.parts().isEmpty()) {
        turns.add(turn);
      }
    }
    if (last == Role.ASSISTANT) {
      throw RequestJson.refused(
          messages.getLast().path(),
          "is a last turn of the assistant, to be continued by the model: upstreams of another"
              + " protocol do not promise that; end with a turn of the user");
    }
    return turns;
  }

  private static Turn turn(RequestJson message) {
    var reader = new AnthropicPartReader(message);
    String role = message.string("role");
    return switch (role) {
      case "user" -> user(message, reader.parts("content"));
      case "assistant" -> new Turn(Role.ASSISTANT, reader.parts("content"), null);
      case "system" -> new Turn(Role.SYSTEM, reader.texts("content"), null);
      default -> throw RequestJson.refused(message.at("role"), "must be user, assistant or system");
    };
  }

  private static Turn user(RequestJson message, List<Part> parts) {
    if (parts.isEmpty()) {
      throw RequestJson.refused(message.at("content"), "must not be empty");
    }
    return new Turn(Role.USER, parts, null);
  }

  private Sampling sampling() {
    return new Sampling(
        body.number("temperature"),
        body.number("top_p"),
        body.whole("top_k"),
        OptionalLong.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  private OptionalLong maxTokens() {
    OptionalLong maxTokens = body.whole("max_tokens");
    if (maxTokens.isEmpty()) {
      throw RequestJson.refused("max_tokens", "is required");
    }
    if (maxTokens.getAsLong() < 1) {
      throw RequestJson.refused(
          "max_tokens", "must be at least 1; filling a cache (0) has no other provider's word");
    }
    return maxTokens;
  }

  private List<Tool> tools() {
    var tools = new ArrayList<Tool>();
    for (RequestJson tool : body.children("tools")) {
      String type = tool.stringOrNull("type");
      if (type != null && !type.equals("custom")) {
        throw RequestJson.refused(
            tool.at("type"), "is a tool that Anthropic defines, unknown to other providers");
      }
      tools.add(
          new Tool(
              tool.string("name"),
              tool.stringOrNull("description"),
              tool.child("input_schema").node(),
              tool.flag("strict")));
    }
    return tools;
  }

  private static ToolChoice choice(RequestJson choice) {
    return switch (choice.string("type")) {
      case "auto" -> new ToolChoice.Auto();
      case "any" -> new ToolChoice.Required();
      case "none" -> new ToolChoice.None();
      case "tool" -> new ToolChoice.Named(choice.string("name"));
      default -> throw RequestJson.refused(choice.at("type"), "must be auto, any, tool or none");
    };
  }

  /// Structured output; Anthropic's always holds to the schema, hence strict.
  private Format format() {
    RequestJson format = null;
    if (body.has("output_config") && body.child("output_config").has("format")) {
      format = body.child("output_config").child("format");
    } else if (body.has("output_format")) {
      format = body.child("output_format");
    }
    if (format == null) {
      return new Format.Text();
    }
    if (!format.string("type").equals("json_schema")) {
      throw RequestJson.refused(format.at("type"), "must be json_schema");
    }
    return new Format.JsonSchema("answer", null, format.child("schema").node(), true);
  }

  /// An effort and a budget may both be given; then both are passed on. Adaptive thinking without
  /// an effort leaves it to the model, as saying nothing does at other providers.
  private @Nullable Reasoning reasoning() {
    String effort = effort();
    if (body.has("thinking")) {
      RequestJson thinking = body.child("thinking");
      switch (thinking.string("type")) {
        case "disabled" -> {
          return new Reasoning("none", OptionalLong.of(0));
        }
        case "enabled" -> {
          return new Reasoning(effort, budget(thinking));
        }
        case "adaptive" -> {}
        default ->
            throw RequestJson.refused(thinking.at("type"), "must be enabled, disabled or adaptive");
      }
    }
    return effort == null ? null : new Reasoning(effort, OptionalLong.empty());
  }

  private static OptionalLong budget(RequestJson thinking) {
    OptionalLong budget = thinking.whole("budget_tokens");
    if (budget.isEmpty() || budget.getAsLong() < 1) {
      throw RequestJson.refused(thinking.at("budget_tokens"), "must be a positive whole number");
    }
    return budget;
  }

  /// `max` is Anthropic's own; the highest effort of other providers is `xhigh`.
  private @Nullable String effort() {
    if (!body.has("output_config")) {
      return null;
    }
    RequestJson config = body.child("output_config");
    String effort = config.stringOrNull("effort");
    return switch (effort) {
      case null -> null;
      case "low", "medium", "high", "xhigh" -> effort;
      case "max" -> "xhigh";
      default ->
          throw RequestJson.refused(config.at("effort"), "must be low, medium, high, xhigh or max");
    };
  }
}
