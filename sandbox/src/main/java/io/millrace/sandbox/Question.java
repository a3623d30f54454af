package io.millrace.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one call asks and what the large model answers: a function of the text alone, so that a
/// repeated question gets the same answer. Immutable.
///
/// @param turns what the application puts into the prompt; one user message but for conversations
/// @param answer the large model's answer, or a tool call's arguments
/// @param otherAnswer what it answers when chance decides otherwise; null where it never does
/// @param tool whether the answer is a call of the weather tool
record Question(List<Message> turns, String answer, @Nullable String otherAnswer, boolean tool) {

  Question {
    turns = List.copyOf(turns);
  }

  static Question of(String input, String answer) {
    return new Question(List.of(Message.user(input)), answer, null, false);
  }

  /// The text of the last turn.
  String input() {
    return turns.getLast().content();
  }
}
