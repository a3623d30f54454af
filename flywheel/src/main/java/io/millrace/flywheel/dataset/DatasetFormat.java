package io.millrace.flywheel.dataset;

import io.millrace.flywheel.dataset.ChatReader.Outcome;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The forms of a row that trainers read.
public enum DatasetFormat {
  /// `messages`, the answer last, and `tools`: OpenAI, TRL, LLaMA-Factory, axolotl.
  SFT,
  /// `conversations` of `from` and `value`, with `system` and `tools`: LLaMA-Factory.
  SHAREGPT,
  /// `prompt`, `chosen` and `rejected`, each a list of messages: TRL's conversational preferences.
  DPO,
  /// `input`, `preferred_output` and `non_preferred_output`: OpenAI's preferences.
  DPO_OPENAI,
  /// `conversations`, `chosen` and `rejected` of `from` and `value`: LLaMA-Factory.
  DPO_SHAREGPT;

  /// Whether a row holds two answers, one better than the other.
  public boolean pairs() {
    return this != SFT && this != SHAREGPT;
  }

  /// The name on the command line.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// A row.
  ///
  /// @param rejected needed where there are [#pairs]
  Outcome<ObjectNode> row(Chat chat, ObjectNode answer, @Nullable ObjectNode rejected) {
    return switch (this) {
      case SFT -> new Outcome.Read<>(sft(chat, answer));
      case SHAREGPT -> ShareGpt.row(chat, answer);
      case DPO -> new Outcome.Read<>(dpo(chat, answer, required(rejected)));
      case DPO_OPENAI -> new Outcome.Read<>(openai(chat, answer, required(rejected)));
      case DPO_SHAREGPT -> ShareGpt.pair(chat, answer, required(rejected));
    };
  }

  private static ObjectNode required(@Nullable ObjectNode rejected) {
    if (rejected == null) {
      throw new IllegalArgumentException("a pair needs a rejected answer");
    }
    return rejected;
  }

  private static ObjectNode sft(Chat chat, ObjectNode answer) {
    ObjectNode row = Json.MAPPER.createObjectNode();
    messages(row.putArray("messages"), chat).add(answer);
    return offers(row, chat);
  }

  private static ObjectNode dpo(Chat chat, ObjectNode answer, ObjectNode rejected) {
    ObjectNode row = Json.MAPPER.createObjectNode();
    messages(row.putArray("prompt"), chat);
    row.putArray("chosen").add(answer);
    row.putArray("rejected").add(rejected);
    if (chat.tools() != null) {
      row.set("tools", chat.tools());
    }
    return row;
  }

  private static ObjectNode openai(Chat chat, ObjectNode answer, ObjectNode rejected) {
    ObjectNode row = Json.MAPPER.createObjectNode();
    ObjectNode input = row.putObject("input");
    messages(input.putArray("messages"), chat);
    offers(input, chat);
    row.putArray("preferred_output").add(answer);
    row.putArray("non_preferred_output").add(rejected);
    return row;
  }

  private static ArrayNode messages(ArrayNode list, Chat chat) {
    return list.addAll(chat.messages());
  }

  private static ObjectNode offers(ObjectNode row, Chat chat) {
    if (chat.tools() != null) {
      row.set("tools", chat.tools());
      if (chat.parallel() != null) {
        row.put("parallel_tool_calls", chat.parallel());
      }
    }
    return row;
  }
}
