package io.millrace.provider.chat;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A request for an answer in no protocol's words: what every translation passes through. It holds
/// only what at least one pair of protocols can translate; everything else is refused or dropped
/// before, by the [FieldTable] of the caller's protocol.
///
/// @param turns the conversation, in order; system and developer texts are turns too
/// @param sampling how tokens are drawn
/// @param stop the stop sequences, in the order sent
/// @param maxTokens the limit on the answer's tokens
/// @param tools what the model may call
/// @param toolChoice whether it must
/// @param parallelTools false when at most one tool may be called at a time; null when not said
/// @param format the form that the answer's text must have
/// @param reasoning how much the model shall think; null when not said
/// @param user an opaque id of the end user; null when not said
/// @param stream whether the answer shall come as it is made
public record ChatRequest(
    List<Turn> turns,
    Sampling sampling,
    List<String> stop,
    OptionalLong maxTokens,
    List<Tool> tools,
    ToolChoice toolChoice,
    @Nullable Boolean parallelTools,
    Format format,
    @Nullable Reasoning reasoning,
    @Nullable String user,
    boolean stream) {
  public ChatRequest {
    turns = List.copyOf(turns);
    stop = List.copyOf(stop);
    tools = List.copyOf(tools);
    Objects.requireNonNull(maxTokens, "maxTokens");
  }

  /// Who speaks in a turn.
  public enum Role {
    SYSTEM,
    DEVELOPER,
    /// The user; results of tools are parts of a user's turn.
    USER,
    ASSISTANT
  }

  /// One turn of the conversation.
  ///
  /// @param name the speaker's name; null when not said
  public record Turn(Role role, List<Part> parts, @Nullable String name) {
    public Turn {
      parts = List.copyOf(parts);
    }
  }

  /// How tokens are drawn; absent settings are left to the model.
  public record Sampling(
      OptionalDouble temperature,
      OptionalDouble topP,
      OptionalLong topK,
      OptionalLong seed,
      OptionalDouble frequencyPenalty,
      OptionalDouble presencePenalty) {
    public static final Sampling DEFAULT =
        new Sampling(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());
  }

  /// A function that the model may call.
  ///
  /// @param parameters a JSON schema; null when not said
  /// @param strict whether arguments must follow the schema; null when not said
  public record Tool(
      String name,
      @Nullable String description,
      @Nullable JsonNode parameters,
      @Nullable Boolean strict) {}

  /// Whether tools are called.
  public sealed interface ToolChoice {
    /// The model decides; also when nothing was said.
    record Auto() implements ToolChoice {}

    /// No tool is called.
    record None() implements ToolChoice {}

    /// Some tool is called.
    record Required() implements ToolChoice {}

    /// This tool is called.
    record Named(String name) implements ToolChoice {}
  }

  /// The form of the answer's text.
  public sealed interface Format {
    /// Any text.
    record Text() implements Format {}

    /// Some JSON object.
    record JsonObject() implements Format {}

    /// JSON of a schema.
    record JsonSchema(
        String name, @Nullable String description, JsonNode schema, @Nullable Boolean strict)
        implements Format {}
  }

  /// How much the model shall think.
  ///
  /// @param effort `none`, `minimal`, `low`, `medium`, `high`, `xhigh`; null when a budget was
  ///   given
  /// @param budget tokens of thought, 0 for none
  public record Reasoning(@Nullable String effort, OptionalLong budget) {}
}
